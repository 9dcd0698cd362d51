package io.github.tfmobile.registry.scan;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Preprocesses translation units, each in up to 64 worlds at once: a unit is gone through once, with the set of worlds in
 * which a place is not skipped. Used by one thread.
 */
final class UnitWalker {

    /** Includes nested deeper are a cycle; compilers stop at this depth, too. */
    private static final int DEPTH = 200;

    /** Directives of one unit: beyond that, includes multiply each other. */
    private static final int ITEMS = 5_000_000;

    /** Text as it stands. */
    private record Piece(SourceFile file, Item item) {}

    private final SourceTree tree;
    private final WorldMacros worlds;
    private final Symbols symbols;
    private final MacroState state;
    private final Expander expander;
    private final Condition condition;
    private final FindingsReader reader;
    private final Conditionals conditionals = new Conditionals();

    /** What {@code numbertype} and the like stand for in each world. */
    private final List<CompoundTypes> compound;

    /** For each file the worlds in which it was entered. */
    private final long[] visited;

    /** Is told what each place depends on; null when nobody wants to know. */
    private final @Nullable Interplay watch;

    private int[] entered = new int[1024];
    private int enteredCount;
    private Set<SourceFile> collectedFrom = Set.of();
    private WorldPieces<Piece> collected = new WorldPieces<>(0);
    private UnitScan unit;
    private SourceFile current;
    private int budget;
    private int rootLine;

    private UnitWalker(
            SourceTree tree,
            WorldMacros worlds,
            Symbols symbols,
            FindingsReader reader,
            List<CompoundTypes> compound,
            @Nullable Interplay watch) {
        this.tree = tree;
        this.watch = watch;
        this.worlds = worlds;
        this.symbols = symbols;
        this.reader = reader;
        this.compound = compound;
        this.state = new MacroState(symbols.size());
        if (watch != null) {
            state.watch(watch);
        }
        this.expander = new Expander(state, symbols);
        this.condition =
                new Condition(state, expander, (name, angled) -> tree.include(current(), name, angled) != null);
        this.visited = new long[tree.files.size()];
        this.current = new SourceFile("", Path.of(""), 0);
        this.unit = new UnitScan(current);
    }

    /** A walker for some worlds of a tree. */
    static UnitWalker of(SourceTree tree, WorldMacros worlds, Symbols symbols, FindingsReader reader) {
        return of(tree, worlds, symbols, reader, null);
    }

    /** A walker that tells what each place depends on. */
    static UnitWalker of(
            SourceTree tree, WorldMacros worlds, Symbols symbols, FindingsReader reader, @Nullable Interplay watch) {
        List<CompoundTypes> none =
                Collections.nCopies(worlds.size(), new CompoundTypes(List.of(), List.of(), List.of()));
        UnitWalker first = new UnitWalker(tree, worlds, symbols, reader, none, watch);
        return new UnitWalker(tree, worlds, symbols, reader, first.compoundTypes(), watch);
    }

    /** Worlds that agree share one object. */
    private List<CompoundTypes> compoundTypes() {
        SourceFile header = tree.file("tensorflow/core/framework/types.h");
        SourceFile source = tree.file("tensorflow/core/framework/types.cc");
        if (header == null || source == null) {
            return compound;
        }
        unit = new UnitScan(source);
        preprocess(source, Set.of(header, source));
        CompoundTypes[] types = new CompoundTypes[worlds.size()];
        List<CompoundTypes> known = new ArrayList<>();
        for (WorldPieces.Selection<Piece> text : collected.selections()) {
            if (watch != null) {
                watch.begin(text.worlds());
                watch.end();
            }
            CompoundTypes read = CompoundTypes.read(tokens(text.pieces()));
            int same = known.indexOf(read);
            known.add(read);
            for (long rest = text.worlds(); rest != 0; rest &= rest - 1) {
                types[Long.numberOfTrailingZeros(rest)] = same < 0 ? read : known.get(same);
            }
        }
        return List.of(types);
    }

    private SourceFile current() {
        return current;
    }

    /** Goes through a unit and adds what it gives in this walker's worlds. */
    void walk(UnitScan scan) {
        unit = scan;
        SourceFile file = scan.file;
        preprocess(file, file.facts.callsApi() ? Set.of(file) : Set.of());
        for (WorldPieces.Selection<Piece> text : collected.selections()) {
            if (watch != null) {
                watch.begin(text.worlds());
            }
            if (!text.pieces().isEmpty()) {
                api(tokens(text.pieces()), text.worlds());
            }
            if (watch != null) {
                watch.end();
            }
        }
        includes(file);
    }

    private void api(List<Token> tokens, long in) {
        for (long rest = in; rest != 0; ) {
            int first = Long.numberOfTrailingZeros(rest);
            long same = rest & sameTypes(first);
            add(reader.readApi(tokens, scope(first), compound.get(first)), unit.file, 0, same);
            rest &= ~same;
        }
    }

    private void includes(SourceFile root) {
        BitSet everywhere = new BitSet();
        WorldPieces<Integer> others = new WorldPieces<>(worlds.all());
        for (int i = 0; i < enteredCount; i++) {
            int file = entered[i];
            if (file != root.index && visited[file] == worlds.all()) {
                everywhere.set(file);
            } else if (file != root.index) {
                others.add(file, visited[file]);
            }
        }
        for (WorldPieces.Selection<Integer> selection : others.selections()) {
            BitSet files = (BitSet) everywhere.clone();
            selection.pieces().forEach(files::set);
            unit.includes.add(new UnitScan.Includes(files, indices(selection.worlds())));
        }
    }

    private BitSet indices(long in) {
        BitSet indices = new BitSet();
        worlds.addTo(indices, in);
        return indices;
    }

    private List<Token> tokens(List<Piece> pieces) {
        List<Token> tokens = new ArrayList<>();
        for (Piece piece : pieces) {
            Item item = piece.item();
            tokens.addAll(new Lexer(piece.file().text, item.start, item.end, item.line, symbols).all());
        }
        return tokens;
    }

    private void preprocess(SourceFile file, Set<SourceFile> collect) {
        state.clear();
        if (watch != null) {
            watch.reset();
        }
        expander.reset();
        worlds.applyTo(state);
        for (int i = 0; i < enteredCount; i++) {
            visited[entered[i]] = 0;
        }
        enteredCount = 0;
        collectedFrom = collect;
        collected = new WorldPieces<>(worlds.all());
        budget = ITEMS;
        rootLine = 0;
        enter(file, worlds.all(), 0);
    }

    private void problem(String what, SourceFile file, int line) {
        unit.problems.add(Problem.of(what, Place.of(Path.of(file.path), line, 0), ""));
    }

    private void enter(SourceFile file, long included, int depth) {
        long live = included;
        if (watch != null) {
            watch.begin(included);
            watch.depends(watch.apart(visited[file.index]));
        }
        if (file.guard != null) {
            live &= ~state.worlds(file.guard);
        }
        if (file.once) {
            live &= ~visited[file.index];
        }
        if (watch != null) {
            watch.end();
        }
        if (live == 0) {
            return;
        }
        visit(file.index, live);
        SourceFile outer = current;
        current = file;
        int base = conditionals.size();
        Item[] items = file.items;
        WorldPieces<Item> pending = null;
        int pendingUntil = items.length;
        int at = 0;
        while (at < items.length) {
            if (at > pendingUntil && pending != null) {
                pendingUntil = expandBefore(pending, at, depth);
            }
            if (--budget < 0) {
                if (budget == -1) {
                    problem("the includes multiply each other without end", file, items[at].line);
                }
                break;
            }
            Item item = items[at];
            at++;
            switch (item.kind) {
                case DEFINE -> {
                    if (item.macro != null) {
                        if (watch != null) {
                            watch.defines(item.macro.name, live, state.different(item.macro.name));
                        }
                        state.define(item.macro, live);
                    }
                }
                case UNDEF -> {
                    if (item.symbol != null) {
                        if (watch != null) {
                            watch.defines(item.symbol, live, state.different(item.symbol));
                        }
                        state.undefine(item.symbol, live);
                    }
                }
                case INCLUDE -> include(item, live, depth);
                case IF, IFDEF, IFNDEF -> {
                    long taken = holds(item, live);
                    conditionals.open(live, live & ~taken);
                    live = taken;
                    at = taken == 0 ? item.next : at;
                }
                case ELIF, ELSE -> {
                    long left = conditionals.left();
                    live = item.kind == Item.Kind.ELSE || left == 0 ? left : holds(item, left);
                    conditionals.take(live);
                    at = live == 0 ? item.next : at;
                }
                case ENDIF -> live = conditionals.close();
                case PROBLEM -> problem(item.text, file, item.line);
                case TEXT, TOKENS -> {
                    if (collectedFrom.contains(file)) {
                        collected.add(new Piece(file, item), live);
                    }
                    if (item.kind == Item.Kind.TOKENS) {
                        pending = pending == null ? new WorldPieces<>(worlds.all()) : pending;
                        pending.add(item, live);
                        pendingUntil = at - 1;
                    }
                }
                default -> {}
            }
        }
        if (pending != null) {
            expandBefore(pending, Integer.MAX_VALUE, depth);
        }
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

    /** Of some worlds those in which a condition holds. */
    private long holds(Item item, long in) {
        if (watch == null || (item.idle && !collectedFrom.contains(current))) {
            return evaluated(item, in);
        }
        watch.begin(in);
        long holds = evaluated(item, in);
        watch.end();
        return holds;
    }

    private long evaluated(Item item, long in) {
        if (item.kind == Item.Kind.IFDEF) {
            return item.symbol == null ? 0 : in & state.worlds(item.symbol);
        } else if (item.kind == Item.Kind.IFNDEF) {
            return item.symbol == null ? in : in & ~state.worlds(item.symbol);
        }
        long unknown = item.test == null ? in : in & item.test.unknown(state);
        long holds = item.test == null ? 0 : in & ~unknown & item.test.holds(state);
        for (long rest = unknown; rest != 0; rest &= ~state.agreeing()) {
            state.select(rest);
            try {
                if (condition.holds(item)) {
                    holds |= state.agreeing();
                }
            } catch (ExpansionException e) {
                problem(e.what(), current, item.line);
            }
        }
        return holds;
    }

    private void include(Item item, long in, int depth) {
        if (item.target != null) {
            include(item.target, item, in, depth);
            return;
        }
        for (long rest = in; rest != 0; ) {
            state.select(rest);
            if (watch != null) {
                watch.begin(in);
            }
            SourceFile target = computed(item);
            long same = state.agreeing();
            if (watch != null) {
                watch.end();
            }
            include(target, item, same, depth);
            rest &= ~same;
        }
    }

    private void include(@Nullable SourceFile target, Item item, long in, int depth) {
        if (target == null) {
            return;
        }
        if (depth == DEPTH) {
            problem("the file includes itself without end", current, item.line);
            return;
        }
        if (depth == 0) {
            rootLine = item.line;
        }
        enter(target, in, depth + 1);
    }

    private @Nullable SourceFile computed(Item item) {
        try {
            String spelled = Expander.spelling(expander.expand(item.tokens));
            if (spelled.length() < 3) {
                return null;
            }
            boolean angled = spelled.startsWith("<");
            String name = spelled.substring(1, spelled.length() - 1).replace(" ", "");
            return tree.include(current, name, angled);
        } catch (ExpansionException e) {
            problem(e.what(), current, item.line);
            return null;
        }
    }

    /** Expands the pieces of text that end before an item; gives the last item of those that do not. */
    private int expandBefore(WorldPieces<Item> pending, int item, int depth) {
        int until = Integer.MAX_VALUE;
        Map<List<Item>, Long> sameText = watch == null ? Map.of() : pending.worldsOfPieces();
        for (WorldPieces.Selection<Item> selection : pending.selections()) {
            if (selection.pieces().isEmpty()) {
                continue;
            }
            int last = 0;
            for (Item piece : selection.pieces()) {
                last = Math.max(last, piece.last);
            }
            if (last < item) {
                long same = sameText.getOrDefault(selection.pieces(), selection.worlds());
                expand(selection.pieces(), selection.worlds(), same, depth);
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
     * @param in the worlds for which it is expanded
     * @param same all worlds that have this text
     */
    private void expand(List<Item> pieces, long in, long same, int depth) {
        List<Token> tokens = pieces.get(0).tokens;
        if (pieces.size() > 1) {
            tokens = new ArrayList<>();
            for (Item piece : pieces) {
                tokens.addAll(piece.tokens);
            }
        }
        if (watch != null) {
            watch.begin(same);
        }
        for (long rest = in; rest != 0; ) {
            int first = Long.numberOfTrailingZeros(rest);
            state.select(rest);
            Findings findings;
            try {
                findings = reader.read(expander.expand(tokens), scope(first), compound.get(first));
            } catch (ExpansionException e) {
                findings = Findings.problem(e.what(), e.line);
            }
            long agreeing = state.agreeing() & (findings.ops().isEmpty() ? -1 : sameTypes(first));
            add(findings, current, depth == 0 ? 0 : rootLine, agreeing);
            if (watch != null && !findings.ops().isEmpty()) {
                watch.depends(~sameTypes(0));
            }
            rest &= ~agreeing;
        }
        if (watch != null) {
            watch.end();
        }
    }

    private Scope scope(int world) {
        return new Scope(unit.file, file -> included(file, world));
    }

    /** Whether a file has been included in a world; what is read agrees only in worlds where that is the same. */
    private boolean included(int file, int world) {
        boolean included = (visited[file] >>> world & 1) != 0;
        state.agree(included ? visited[file] : ~visited[file]);
        if (watch != null) {
            watch.depends(watch.apart(visited[file]));
        }
        return included;
    }

    /** The worlds in which {@code numbertype} and the like stand for what they do in one. */
    @SuppressWarnings("ReferenceEquality") // worlds that agree share one object
    private long sameTypes(int world) {
        long same = 0;
        for (int i = 0; i < compound.size(); i++) {
            if (compound.get(i) == compound.get(world)) {
                same |= 1L << i;
            }
        }
        return same;
    }

    private void add(Findings findings, SourceFile file, int line, long in) {
        findings.addTo(unit, line, indices(in));
        if (watch != null) {
            findings.registrations().forEach(found -> watch.found(Findings.placed(found, line)));
            findings.ops().forEach(found -> watch.found(Findings.placed(found, line)));
        }
        for (Findings.Unresolved unresolved : findings.unresolved()) {
            problem(unresolved.what(), file, unresolved.line());
        }
    }
}
