package io.github.tfmobile.registry.scan;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The macros of worlds that are the same to a tree, ready to be set at the start of each translation unit. The same
 * definition is the same object in all of them.
 */
final class WorldMacros {

    /** Indices of the worlds. */
    private final BitSet members = new BitSet();

    private final Map<Symbol, Macro> defined;
    private final Set<Symbol> undefined;

    private WorldMacros(Map<Symbol, Macro> defined, Set<Symbol> undefined) {
        this.defined = defined;
        this.undefined = undefined;
    }

    /**
     * The distinct ones among some worlds. Names that no directive and no registration of the tree mentions make no
     * difference.
     *
     * @param symbols the names that the tree mentions
     */
    static List<WorldMacros> distinct(List<DefineSet> worlds, Symbols symbols) {
        Map<String, Macro> shared = new HashMap<>();
        Map<Object, WorldMacros> distinct = new LinkedHashMap<>();
        for (int i = 0; i < worlds.size(); i++) {
            DefineSet world = worlds.get(i);
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
            distinct.computeIfAbsent(List.of(defined, undefined), w -> new WorldMacros(defined, undefined))
                    .members
                    .set(i);
        }
        return List.copyOf(distinct.values());
    }

    private static Macro parse(String definition, String name, Symbols symbols) {
        List<Token> tokens = Lexer.tokens(definition, symbols);
        Macro macro = tokens.isEmpty() ? null : MacroParser.parse(tokens);
        return macro == null ? Macro.object(Macro.Kind.ORDINARY, symbols.of(name)) : macro;
    }

    /** What every compiler predefines and the scanner itself knows. */
    static List<Macro> compiler(Symbols symbols) {
        return List.of(
                Macro.object(Macro.Kind.COUNTER, symbols.of("__COUNTER__")),
                Macro.object(Macro.Kind.LINE, symbols.of("__LINE__")),
                Macro.object(Macro.Kind.ORDINARY, symbols.of("__cplusplus"), Token.number("201402L", false, 0)));
    }

    /** The names that not all worlds define alike. */
    static Set<Symbol> variables(List<WorldMacros> worlds) {
        Set<Symbol> variables = new HashSet<>();
        for (WorldMacros world : worlds) {
            variables.addAll(world.defined.keySet());
            variables.addAll(world.undefined);
        }
        variables.removeIf(symbol -> worlds.stream().allMatch(world -> world.sameFor(symbol, worlds.get(0))));
        return variables;
    }

    private boolean sameFor(Symbol symbol, WorldMacros other) {
        return defined.get(symbol) == other.defined.get(symbol)
                && undefined.contains(symbol) == other.undefined.contains(symbol);
    }

    /** Whether some names start out alike in this and another world. */
    boolean sameFor(Set<Symbol> symbols, WorldMacros other) {
        for (Symbol symbol : symbols) {
            if (!sameFor(symbol, other)) {
                return false;
            }
        }
        return true;
    }

    /** Indices of the worlds that have these macros. */
    BitSet members() {
        return (BitSet) members.clone();
    }

    void applyTo(MacroState state, List<Macro> compiler) {
        for (Symbol name : undefined) {
            state.block(name);
        }
        for (Macro macro : compiler) {
            state.define(macro);
        }
        for (Macro macro : defined.values()) {
            state.define(macro);
        }
    }
}
