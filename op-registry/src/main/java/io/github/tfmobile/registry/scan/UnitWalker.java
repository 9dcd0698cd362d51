package io.github.tfmobile.registry.scan;

import io.github.tfmobile.registry.problem.Place;
import io.github.tfmobile.registry.problem.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Preprocesses translation units, each in all worlds. Used by one thread. */
final class UnitWalker {

    /** Includes nested deeper are a cycle; compilers stop at this depth, too. */
    private static final int DEPTH = 200;

    /** Directives of one unit: beyond that, includes multiply each other. */
    private static final int ITEMS = 5_000_000;

    /** A piece of text that was expanded before, and the macros on which the result depends. */
    private record Expanded(
            List<Symbol> names, List<@Nullable Macro> macros, CompoundTypes compound, Findings findings) {
        @SuppressWarnings("ReferenceEquality") // the very same tables: comparing content would cost more than expanding
        boolean holds(MacroState state, CompoundTypes now) {
            if (now != compound && !findings.ops().isEmpty()) {
                return false;
            }
            for (int i = 0; i < macros.size(); i++) {
                if (state.get(names.get(i)) != macros.get(i)) {
                    return false;
                }
            }
            return true;
        }
    }

    private final SourceTree tree;
    private final List<WorldMacros> worlds;
    private final List<Macro> compiler;
    private final Symbols symbols;
    private final MacroState state;
    private final Expander expander;
    private final Condition condition;
    private final FindingsReader reader;
    private final BitSet visited = new BitSet();
    private final IdentityHashMap<Item, List<Expanded>> cache = new IdentityHashMap<>();
    private final Set<Problem> reported = new HashSet<>();
    private List<CompoundTypes> compound = List.of();
    private Set<SourceFile> collected = Set.of();
    private final List<Token> collection = new ArrayList<>();
    private UnitScan unit;
    private SourceFile current;
    private int world;
    private int budget;
    private int rootLine;

    UnitWalker(SourceTree tree, List<WorldMacros> worlds, Symbols symbols, FindingsReader reader) {
        this.tree = tree;
        this.worlds = worlds;
        this.compiler = WorldMacros.compiler(symbols);
        this.symbols = symbols;
        this.reader = reader;
        this.state = new MacroState(symbols.size(), WorldMacros.variables(worlds));
        this.expander = new Expander(state, symbols);
        this.condition =
                new Condition(state, expander, item -> tree.include(current(), item.text, item.angled) != null);
        this.current = new SourceFile("", Path.of(""), 0);
        this.unit = new UnitScan(current);
    }

    /** Sets what {@code numbertype} and the like stand for in each world. */
    void setCompoundTypes(List<CompoundTypes> types) {
        compound = types;
    }

    /**
     * The text of some files that a unit is left with in a world, as it stands, not expanded.
     *
     * @param from the files whose text is wanted
     */
    List<Token> text(SourceFile file, Set<SourceFile> from, int inWorld) {
        unit = new UnitScan(file);
        collected = from;
        collection.clear();
        compound = Collections.nCopies(worlds.size(), new CompoundTypes(List.of(), List.of(), List.of()));
        preprocess(file, inWorld);
        collected = Set.of();
        cache.clear();
        return List.copyOf(collection);
    }

    private void preprocess(SourceFile file, int inWorld) {
        world = inWorld;
        state.clear();
        expander.reset();
        worlds.get(inWorld).applyTo(state, compiler);
        visited.clear();
        budget = ITEMS;
        rootLine = 0;
        enter(file, 0);
    }

    private SourceFile current() {
        return current;
    }

    /** Goes through a unit in each world. */
    UnitScan walk(SourceFile file) {
        unit = new UnitScan(file);
        cache.clear();
        reported.clear();
        List<Set<Symbol>> asked = new ArrayList<>();
        List<BitSet> members = new ArrayList<>();
        for (int i = 0; i < worlds.size(); i++) {
            int same = sameAs(i, asked);
            if (same >= 0) {
                asked.add(Set.of());
                members.add(new BitSet());
                members.get(same).or(worlds.get(i).members());
                continue;
            }
            members.add(worlds.get(i).members());
            collected = file.callsApi ? Set.of(file) : Set.of();
            collection.clear();
            preprocess(file, i);
            if (file.callsApi) {
                add(reader.readApi(collection, file, visited, compound.get(i)), file, 0);
            }
            visited.clear(file.index);
            unit.includes
                    .computeIfAbsent((BitSet) visited.clone(), v -> new BitSet())
                    .set(i);
            asked.add(Set.copyOf(state.asked()));
        }
        unit.renumber(members);
        return unit;
    }

    /** An earlier world that the unit cannot tell from this one, -1 when there is none. */
    private int sameAs(int index, List<Set<Symbol>> asked) {
        for (int i = 0; i < asked.size(); i++) {
            Set<Symbol> names = asked.get(i);
            boolean walked = !names.isEmpty() || i == 0;
            if (walked
                    && (unit.ops.isEmpty() || compound.get(i).equals(compound.get(index)))
                    && worlds.get(index).sameFor(names, worlds.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private void problem(String what, SourceFile file, int line) {
        Problem problem = Problem.of(what, Place.of(Path.of(file.path), line, 0), "");
        if (reported.add(problem)) {
            unit.problems.add(problem);
        }
    }

    private void enter(SourceFile file, int depth) {
        if ((file.guard != null && state.get(file.guard) != null) || (file.once && visited.get(file.index))) {
            return;
        }
        visited.set(file.index);
        SourceFile outer = current;
        current = file;
        List<Item> items = file.items;
        List<Item> pending = List.of();
        int pendingLast = -1;
        int at = 0;
        while (at < items.size()) {
            if (!pending.isEmpty() && at > pendingLast) {
                expand(pending, depth);
                pending = List.of();
            }
            if (--budget < 0) {
                if (budget == -1) {
                    problem("the includes multiply each other without end", file, items.get(at).line);
                }
                break;
            }
            Item item = items.get(at);
            if (item.kind == Item.Kind.TOKENS) {
                if (pending.isEmpty()) {
                    pending = new ArrayList<>();
                }
                pending.add(item);
                pendingLast = Math.max(pendingLast, item.last);
            }
            at = step(item, at, items, depth);
        }
        if (!pending.isEmpty()) {
            expand(pending, depth);
        }
        current = outer;
    }

    /** Takes one item; gives the index of the next. */
    private int step(Item item, int at, List<Item> items, int depth) {
        switch (item.kind) {
            case DEFINE -> {
                Macro macro = item.macro;
                if (macro != null) {
                    state.define(macro);
                }
            }
            case UNDEF -> {
                if (item.symbol != null) {
                    state.undefine(item.symbol);
                }
            }
            case INCLUDE -> include(item, depth);
            case IF, IFDEF, IFNDEF -> {
                return branch(item, at, items);
            }
            case ELIF, ELSE -> {
                // Reached from above: the branch before was taken.
                return item.last + 1;
            }
            case PROBLEM -> problem(item.text, current, item.line);
            case TEXT, TOKENS -> {
                if (collected.contains(current)) {
                    collection.addAll(new Lexer(current.text, item.start, item.end, item.line, symbols).all());
                }
            }
            default -> {}
        }
        return at + 1;
    }

    private int branch(Item first, int at, List<Item> items) {
        Item item = first;
        int index = at;
        while (true) {
            if (holds(item)) {
                return index + 1;
            }
            index = item.next;
            if (index >= items.size()) {
                return index;
            }
            item = items.get(index);
            if (item.kind == Item.Kind.ENDIF || item.kind == Item.Kind.ELSE) {
                return index + 1;
            }
        }
    }

    private boolean holds(Item item) {
        switch (item.kind) {
            case IFDEF -> {
                return item.symbol != null && state.get(item.symbol) != null;
            }
            case IFNDEF -> {
                return item.symbol == null || state.get(item.symbol) == null;
            }
            default -> {
                try {
                    return condition.holds(item);
                } catch (ExpansionException e) {
                    problem(e.what(), current, item.line);
                    return false;
                }
            }
        }
    }

    private void include(Item item, int depth) {
        SourceFile target = item.target;
        if (target == null && !item.tokens.isEmpty()) {
            target = computed(item);
        }
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
        enter(target, depth + 1);
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

    private void expand(List<Item> pieces, int depth) {
        Findings findings = pieces.size() == 1 ? cached(pieces.get(0)) : null;
        if (findings == null) {
            List<Token> tokens = new ArrayList<>();
            for (Item piece : pieces) {
                tokens.addAll(piece.tokens);
            }
            state.startRecording();
            try {
                findings = reader.read(expander.expand(tokens), unit.file, visited, compound.get(world));
            } catch (ExpansionException e) {
                findings = Findings.problem(e.what(), e.line);
            }
            if (pieces.size() == 1) {
                remember(pieces.get(0), findings);
            }
        }
        add(findings, current, depth == 0 ? 0 : rootLine);
    }

    private void add(Findings findings, SourceFile file, int line) {
        findings.addTo(unit, line, world);
        for (Findings.Unresolved unresolved : findings.unresolved()) {
            problem(unresolved.what(), file, unresolved.line());
        }
    }

    private @Nullable Findings cached(Item item) {
        for (Expanded expanded : cache.getOrDefault(item, List.of())) {
            if (expanded.holds(state, compound.get(world))) {
                return expanded.findings();
            }
        }
        return null;
    }

    private void remember(Item item, Findings findings) {
        List<Symbol> names = state.recorded();
        List<@Nullable Macro> macros = new ArrayList<>(names.size());
        for (Symbol name : names) {
            macros.add(state.get(name));
        }
        cache.computeIfAbsent(item, i -> new ArrayList<>())
                .add(new Expanded(names, macros, compound.get(world), findings));
    }
}
