package io.github.tfmobile.registry.cpp.preprocess;

import io.github.tfmobile.registry.cpp.lex.Lexer;
import io.github.tfmobile.registry.cpp.lex.Symbol;
import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import io.github.tfmobile.registry.cpp.lex.Token;
import io.github.tfmobile.registry.cpp.source.CppFile;
import io.github.tfmobile.registry.cpp.source.SourceFragment;
import io.github.tfmobile.registry.cpp.source.SourceTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Preprocesses translation units, each in up to 64 configurations at once: a unit is gone through once, with the set of
 * configurations in which a place is not skipped. Such a set is a {@code long} with a bit for each. Used by one thread.
 */
public final class Preprocessor {

    /** Includes nested deeper are a cycle; compilers stop at this depth, too. */
    private static final int DEPTH = 200;

    /** Directives of one unit: beyond that, includes multiply each other. */
    private static final int FRAGMENTS = 5_000_000;

    /**
     * Text as it stands.
     *
     * @param file the file that it is in
     */
    public record Piece(CppFile file, SourceFragment fragment) {}

    private final SourceTree tree;
    private PredefinedMacros predefined;
    private final SymbolTable symbols;
    private final TextHandler handler;
    private final PreprocessorListener listener;
    private final MacroState state;
    private final Expander expander;
    private final Condition condition;
    private final Conditionals conditionals = new Conditionals();

    /** For each file the configurations in which it was entered. */
    private final long[] visited;

    /** The headers outside of the tree that the unit includes, with the configurations in which it does. */
    private final List<Symbol> externals = new ArrayList<>();

    /** For each header outside of the tree the configurations in which it was included. */
    private final long[] externalIn;

    private int[] entered = new int[1024];
    private int enteredCount;
    private Set<CppFile> collectedFrom = Set.of();
    private VariantText<Piece> collected = new VariantText<>(0);
    private CppFile current = new CppFile("", Path.of(""), 0);
    private int budget;
    private int rootLine;

    /**
     * @param predefined the macros that each configuration starts with
     * @param handler is given the text of units
     * @param listener is told what each place depends on
     */
    public Preprocessor(
            SourceTree tree,
            PredefinedMacros predefined,
            SymbolTable symbols,
            TextHandler handler,
            PreprocessorListener listener) {
        this.tree = tree;
        this.predefined = predefined;
        this.symbols = symbols;
        this.handler = handler;
        this.listener = listener;
        this.state = new MacroState(symbols.size(), listener);
        this.expander = new Expander(state, symbols);
        this.condition = new Condition(state, expander, (name, angled) -> tree.include(current, name, angled) != null);
        this.visited = new long[tree.files.size()];
        this.externalIn = new long[tree.externals.size()];
    }

    /** From now on goes through units in other configurations. */
    public void use(PredefinedMacros macros) {
        predefined = macros;
    }

    /**
     * Goes through a translation unit.
     *
     * @param collect the files whose text is kept as it stands
     */
    public void preprocess(CppFile unit, Set<CppFile> collect) {
        state.clear();
        listener.unit();
        expander.reset();
        predefined.applyTo(state);
        for (int i = 0; i < enteredCount; i++) {
            visited[entered[i]] = 0;
        }
        enteredCount = 0;
        externals.forEach(header -> externalIn[header.id] = 0);
        externals.clear();
        collectedFrom = collect;
        collected = new VariantText<>(predefined.all());
        budget = FRAGMENTS;
        rootLine = 0;
        enter(unit, predefined.all(), 0);
    }

    /** The text of the unit that was kept. */
    public List<VariantText.Selection<Piece>> collected() {
        return collected.selections();
    }

    /** The tokens of text as it stands. */
    public List<Token> tokens(List<Piece> pieces) {
        List<Token> tokens = new ArrayList<>();
        for (Piece piece : pieces) {
            SourceFragment fragment = piece.fragment();
            tokens.addAll(new Lexer(piece.file().text, fragment.start, fragment.end, fragment.line, symbols).all());
        }
        return tokens;
    }

    /** The files that a unit which was gone through includes, as sets of their indices; one for configurations that agree. */
    public List<VariantText.Selection<Integer>> includes(CppFile unit, BitSet everywhere) {
        VariantText<Integer> others = new VariantText<>(predefined.all());
        for (int i = 0; i < enteredCount; i++) {
            int file = entered[i];
            if (file != unit.index && visited[file] == predefined.all()) {
                everywhere.set(file);
            } else if (file != unit.index) {
                others.add(file, visited[file]);
            }
        }
        return others.selections();
    }

    /**
     * Hands over the headers outside of the tree that a unit which was gone through includes, directly or not, between quotes
     * or angles, with the configurations in which it does.
     */
    public void externals(ObjLongConsumer<String> taker) {
        externals.forEach(header -> taker.accept(header.name, externalIn[header.id]));
    }

    private void external(SourceFragment fragment, long live) {
        Symbol header = fragment.symbol;
        if (header != null && live != 0) {
            if (externalIn[header.id] == 0) {
                externals.add(header);
            }
            externalIn[header.id] |= live;
        }
    }

    /** Of the configurations among which the one at hand was selected, those in which all that was asked for is the same. */
    public long agreeing() {
        return state.agreeing();
    }

    /** Whether a file has been included in a configuration; what is read agrees only where that is the same. */
    public boolean included(int file, int configuration) {
        boolean included = (visited[file] >>> configuration & 1) != 0;
        state.agree(included ? visited[file] : ~visited[file]);
        listener.boundary(visited[file]);
        return included;
    }

    private void enter(CppFile file, long included, int depth) {
        long live = included;
        listener.begin(included);
        listener.boundary(visited[file.index]);
        if (file.guard != null) {
            live &= ~state.in(file.guard);
        }
        if (file.once) {
            live &= ~visited[file.index];
        }
        listener.end();
        if (live == 0) {
            return;
        }
        visit(file.index, live);
        CppFile outer = current;
        current = file;
        int base = conditionals.size();
        new Walk(file, live, depth).run();
        conditionals.reset(base);
        current = outer;
    }

    private void visit(int file, long in) {
        if (visited[file] == 0) {
            if (enteredCount == entered.length) {
                entered = Arrays.copyOf(entered, enteredCount * 2);
            }
            entered[enteredCount++] = file;
        }
        visited[file] |= in;
    }

    /** Of some configurations those in which a condition holds. */
    private long holds(SourceFragment fragment, long in) {
        if (fragment.idle && !collectedFrom.contains(current)) {
            return evaluated(fragment, in);
        }
        listener.begin(in);
        long holds = evaluated(fragment, in);
        listener.end();
        return holds;
    }

    private long evaluated(SourceFragment fragment, long in) {
        if (fragment.kind == SourceFragment.Kind.IFDEF) {
            return fragment.symbol == null ? 0 : in & state.in(fragment.symbol);
        } else if (fragment.kind == SourceFragment.Kind.IFNDEF) {
            return fragment.symbol == null ? in : in & ~state.in(fragment.symbol);
        }
        long unknown = fragment.test == null ? in : in & fragment.test.unknown(state);
        long holds = fragment.test == null ? 0 : in & ~unknown & fragment.test.holds(state);
        for (long rest = unknown; rest != 0; rest &= ~state.agreeing()) {
            state.select(rest);
            try {
                if (condition.holds(fragment)) {
                    holds |= state.agreeing();
                }
            } catch (ExpansionException e) {
                handler.problem(e.what(), current, fragment.line);
            }
        }
        return holds;
    }

    private void include(SourceFragment fragment, long in, int depth) {
        if (fragment.target != null) {
            include(fragment.target, fragment, in, depth);
            return;
        }
        for (long rest = in; rest != 0; ) {
            state.select(rest);
            listener.begin(in);
            CppFile target = computed(fragment);
            long same = state.agreeing();
            listener.end();
            include(target, fragment, same, depth);
            rest &= ~same;
        }
    }

    private void include(@Nullable CppFile target, SourceFragment fragment, long in, int depth) {
        if (target == null) {
            return;
        }
        if (depth == DEPTH) {
            handler.problem("the file includes itself without end", current, fragment.line);
            return;
        }
        if (depth == 0) {
            rootLine = fragment.line;
        }
        enter(target, in, depth + 1);
    }

    private @Nullable CppFile computed(SourceFragment fragment) {
        try {
            String spelled = Expander.spelling(expander.expand(fragment.tokens));
            if (spelled.length() < 3) {
                return null;
            }
            boolean angled = spelled.startsWith("<");
            String name = spelled.substring(1, spelled.length() - 1).replace(" ", "");
            return tree.include(current, name, angled);
        } catch (ExpansionException e) {
            handler.problem(e.what(), current, fragment.line);
            return null;
        }
    }

    /** Expands the pieces of text that end before a fragment; gives the last fragment of those that do not. */
    private int expandBefore(VariantText<SourceFragment> pending, int fragment, int depth) {
        int until = Integer.MAX_VALUE;
        Map<List<SourceFragment>, Long> sameText =
                listener == PreprocessorListener.NONE ? Map.of() : pending.configurationsOfPieces();
        for (VariantText.Selection<SourceFragment> selection : pending.selections()) {
            if (selection.pieces().isEmpty()) {
                continue;
            }
            int last = 0;
            for (SourceFragment piece : selection.pieces()) {
                last = Math.max(last, piece.last);
            }
            if (last < fragment) {
                long same = sameText.getOrDefault(selection.pieces(), selection.configurations());
                expand(selection.pieces(), selection.configurations(), same, depth);
                selection.clear();
            } else {
                until = Math.min(until, last);
            }
        }
        return until;
    }

    /**
     * Expands text.
     *
     * @param in the configurations for which it is expanded
     * @param same all configurations that have this text
     */
    private void expand(List<SourceFragment> pieces, long in, long same, int depth) {
        listener.begin(same);
        if (pieces.size() > 1) {
            List<Token> tokens = new ArrayList<>();
            for (SourceFragment piece : pieces) {
                tokens.addAll(piece.tokens);
            }
            expand(tokens, in, depth);
        } else {
            // One invocation by one: most agree in all configurations, and only the others are expanded several times.
            List<Token> tokens = pieces.get(0).tokens;
            int start = 0;
            for (int end : pieces.get(0).invocations) {
                expand(tokens.subList(start, end), in, depth);
                start = end;
            }
            expand(tokens.subList(start, tokens.size()), in, depth);
        }
        listener.end();
    }

    private void expand(List<Token> tokens, long in, int depth) {
        for (long rest = in; rest != 0; ) {
            state.select(rest);
            long agreeing;
            try {
                List<Token> expanded = expander.expand(tokens);
                agreeing = handler.expanded(
                        expanded, Long.numberOfTrailingZeros(rest), current, depth == 0 ? 0 : rootLine);
            } catch (ExpansionException e) {
                handler.problem(e.what(), current, e.line);
                agreeing = state.agreeing();
            }
            rest &= ~agreeing;
        }
    }

    /** Goes through the fragments of one file. Small methods, since the just-in-time compiler takes a loop with all that it calls as one. */
    private final class Walk {

        private final CppFile file;
        private final SourceFragment[] fragments;
        private final boolean collecting;
        private final int depth;
        private long live;
        private int at;
        private @Nullable VariantText<SourceFragment> pending;
        private int pendingUntil;

        Walk(CppFile file, long live, int depth) {
            this.file = file;
            this.fragments = file.items;
            this.collecting = collectedFrom.contains(file);
            this.depth = depth;
            this.live = live;
            this.pendingUntil = fragments.length;
        }

        void run() {
            while (at < fragments.length && isWithinBudget()) {
                SourceFragment fragment = fragments[at];
                at++;
                take(fragment);
                if (pending != null && at > pendingUntil && at < fragments.length) {
                    pendingUntil = expandBefore(pending, at, depth);
                }
            }
            if (pending != null) {
                expandBefore(pending, Integer.MAX_VALUE, depth);
            }
        }

        private boolean isWithinBudget() {
            budget--;
            if (budget == -1) {
                handler.problem("the includes multiply each other without end", file, fragments[at].line);
            }
            return budget >= 0;
        }

        private void take(SourceFragment fragment) {
            switch (fragment.kind) {
                case INCLUDE -> include(fragment, live, depth);
                case EXTERNAL -> external(fragment, live);
                case TEXT, TOKENS -> text(fragment);
                case IF, IFDEF, IFNDEF -> {
                    long taken = holds(fragment, live);
                    conditionals.open(live, live & ~taken);
                    live = taken;
                    at = taken == 0 ? fragment.next : at;
                }
                case ELIF, ELSE -> {
                    long left = conditionals.left();
                    live = fragment.kind == SourceFragment.Kind.ELSE || left == 0 ? left : holds(fragment, left);
                    conditionals.take(live);
                    at = live == 0 ? fragment.next : at;
                }
                case ENDIF -> live = conditionals.close();
                case DEFINE -> define(fragment);
                case UNDEF -> undefine(fragment);
                case PROBLEM -> handler.problem(fragment.text, file, fragment.line);
            }
        }

        private void define(SourceFragment fragment) {
            if (fragment.macro != null) {
                listener.defines(fragment.macro.name, live, state);
                state.define(fragment.macro, live);
            }
        }

        private void undefine(SourceFragment fragment) {
            if (fragment.symbol != null) {
                listener.defines(fragment.symbol, live, state);
                state.undefine(fragment.symbol, live);
            }
        }

        private void text(SourceFragment fragment) {
            if (collecting) {
                collected.add(new Piece(file, fragment), live);
            }
            if (fragment.kind == SourceFragment.Kind.TOKENS) {
                VariantText<SourceFragment> text = pending == null ? new VariantText<>(predefined.all()) : pending;
                text.add(fragment, live);
                pending = text;
                pendingUntil = at - 1;
            }
        }
    }
}
