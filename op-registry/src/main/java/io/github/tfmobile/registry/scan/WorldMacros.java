package io.github.tfmobile.registry.scan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The macros with which a translation unit starts in up to 64 worlds: a bit stands for all worlds that are the same to a
 * tree. The same definition is the same object in all of them.
 */
final class WorldMacros {

    /** A world as far as the tree can tell it from others. */
    private record Distinct(Map<Symbol, Macro> defined, Set<Symbol> undefined) {}

    private final List<Macro> compiler;
    private final Map<Macro, Long> defined = new LinkedHashMap<>();
    private final Map<Symbol, Long> undefined = new LinkedHashMap<>();

    /** For each bit the indices of its worlds. */
    private final List<BitSet> members;

    private WorldMacros(List<Macro> compiler, List<Distinct> distinct, List<BitSet> members) {
        this.compiler = compiler;
        this.members = members;
        for (int i = 0; i < distinct.size(); i++) {
            long world = 1L << i;
            distinct.get(i).undefined().forEach(name -> undefined.merge(name, world, (a, b) -> a | b));
            distinct.get(i).defined().values().forEach(macro -> defined.merge(macro, world, (a, b) -> a | b));
        }
    }

    /**
     * The macros of some worlds; several objects when there are more than 64 distinct ones. Names that no directive and
     * no registration of the tree mentions make no difference.
     *
     * @param symbols the names that the tree mentions
     */
    static List<WorldMacros> of(List<DefineSet> worlds, Symbols symbols) {
        Map<String, Macro> shared = new HashMap<>();
        Map<Distinct, BitSet> members = new LinkedHashMap<>();
        for (int i = 0; i < worlds.size(); i++) {
            Distinct distinct = distinct(worlds.get(i), symbols, shared);
            members.computeIfAbsent(distinct, d -> new BitSet()).set(i);
        }
        List<Distinct> all = List.copyOf(members.keySet());
        List<BitSet> allMembers = List.copyOf(members.values());
        List<Macro> compiler = compiler(symbols);
        List<WorldMacros> groups = new ArrayList<>();
        for (int from = 0; from < all.size(); from += Long.SIZE) {
            int to = Math.min(all.size(), from + Long.SIZE);
            groups.add(new WorldMacros(compiler, all.subList(from, to), allMembers.subList(from, to)));
        }
        return groups;
    }

    private static Distinct distinct(DefineSet world, Symbols symbols, Map<String, Macro> shared) {
        Map<Symbol, Macro> defined = new LinkedHashMap<>();
        for (Map.Entry<String, String> define : world.defines().entrySet()) {
            int open = define.getKey().indexOf('(');
            String name = open < 0 ? define.getKey() : define.getKey().substring(0, open);
            if (symbols.knows(name)) {
                String text = define.getKey() + ' ' + define.getValue();
                Macro macro = shared.computeIfAbsent(text, t -> parse(t, name, symbols));
                defined.put(macro.name, macro);
            }
        }
        Set<Symbol> undefined = new HashSet<>();
        for (String name : world.undefined()) {
            if (symbols.knows(name)) {
                undefined.add(symbols.of(name));
            }
        }
        return new Distinct(defined, undefined);
    }

    private static Macro parse(String definition, String name, Symbols symbols) {
        List<Token> tokens = Lexer.tokens(definition, symbols);
        Macro macro = tokens.isEmpty() ? null : MacroParser.parse(tokens);
        return macro == null ? Macro.object(Macro.Kind.ORDINARY, symbols.of(name)) : macro;
    }

    /** What every compiler predefines and the scanner itself knows. */
    private static List<Macro> compiler(Symbols symbols) {
        return List.of(
                Macro.object(Macro.Kind.COUNTER, symbols.of("__COUNTER__")),
                Macro.object(Macro.Kind.LINE, symbols.of("__LINE__")),
                Macro.object(Macro.Kind.ORDINARY, symbols.of("__cplusplus"), Token.number("201402L", false, 0)));
    }

    /** A bit for each world. */
    long all() {
        return -1L >>> (Long.SIZE - members.size());
    }

    /** The definitions that worlds start with. */
    Set<Macro> given() {
        return Collections.unmodifiableSet(defined.keySet());
    }

    int size() {
        return members.size();
    }

    /** Adds the indices of the worlds that some bits stand for. */
    void addTo(BitSet indices, long worlds) {
        for (long rest = worlds; rest != 0; rest &= rest - 1) {
            indices.or(members.get(Long.numberOfTrailingZeros(rest)));
        }
    }

    /** Defines what each world starts with. */
    void applyTo(MacroState state) {
        undefined.forEach(state::block);
        for (Macro macro : compiler) {
            state.define(macro, all());
        }
        defined.forEach(state::define);
    }
}
