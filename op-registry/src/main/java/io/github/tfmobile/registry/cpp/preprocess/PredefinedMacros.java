package io.github.tfmobile.registry.cpp.preprocess;

import io.github.tfmobile.registry.cpp.lex.Lexer;
import io.github.tfmobile.registry.cpp.lex.Symbol;
import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import io.github.tfmobile.registry.cpp.lex.Token;
import io.github.tfmobile.registry.cpp.source.Macro;
import io.github.tfmobile.registry.cpp.source.MacroParser;
import io.github.tfmobile.registry.target.Configuration;
import io.github.tfmobile.registry.target.PresenceCondition;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The macros with which a translation unit starts in up to 64 configurations: a bit stands for all configurations that are the same to a
 * tree. The same definition is the same object in all of them.
 */
public final class PredefinedMacros {

    private final List<Macro> compiler;
    private final Map<Macro, Long> defined = new LinkedHashMap<>();

    /** For each bit the indices of its configurations. */
    private final List<BitSet> members;

    private PredefinedMacros(List<Macro> compiler, List<BitSet> members) {
        this.compiler = compiler;
        this.members = members;
    }

    private PredefinedMacros(List<Macro> compiler, List<Map<Symbol, Macro>> distinct, List<BitSet> members) {
        this(compiler, members);
        for (int i = 0; i < distinct.size(); i++) {
            long configuration = 1L << i;
            distinct.get(i).values().forEach(macro -> defined.merge(macro, configuration, (a, b) -> a | b));
        }
    }

    /**
     * The macros of some configurations; several objects when there are more than 64 distinct ones. Names that no directive and
     * no registration of the tree mentions make no difference.
     *
     * @param symbols the names that the tree mentions
     */
    public static List<PredefinedMacros> of(List<Configuration> configurations, SymbolTable symbols) {
        Map<String, Macro> shared = new HashMap<>();
        Map<Map<Symbol, Macro>, BitSet> members = new LinkedHashMap<>();
        for (int i = 0; i < configurations.size(); i++) {
            Map<Symbol, Macro> distinct = distinct(configurations.get(i), symbols, shared);
            members.computeIfAbsent(distinct, d -> new BitSet()).set(i);
        }
        List<Map<Symbol, Macro>> all = List.copyOf(members.keySet());
        List<BitSet> allMembers = List.copyOf(members.values());
        List<Macro> compiler = compiler(symbols);
        List<PredefinedMacros> groups = new ArrayList<>();
        for (int from = 0; from < all.size(); from += Long.SIZE) {
            int to = Math.min(all.size(), from + Long.SIZE);
            groups.add(new PredefinedMacros(compiler, all.subList(from, to), allMembers.subList(from, to)));
        }
        return groups;
    }

    /**
     * One configuration, as number 0, and those that each change one macro of it, as the numbers from 1 on.
     *
     * @param bit the bit of the configuration
     * @param changes {@code NAME}, which defines it as 1, or {@code -UNAME}; at most 63
     * @param symbols as this was made with
     */
    public PredefinedMacros changed(int bit, List<String> changes, SymbolTable symbols) {
        List<BitSet> numbers = new ArrayList<>();
        for (int i = 0; i <= changes.size(); i++) {
            BitSet number = new BitSet();
            number.set(i);
            numbers.add(number);
        }
        PredefinedMacros changed = new PredefinedMacros(compiler, numbers);
        Map<Symbol, Long> without = new HashMap<>();
        for (int i = 0; i < changes.size(); i++) {
            String macro = Configuration.macroOf(changes.get(i));
            without.merge(symbols.of(macro), 2L << i, (a, b) -> a | b);
            if (macro.equals(changes.get(i))) {
                changed.defined.put(parse(macro + " 1", macro, symbols), 2L << i);
            }
        }
        defined.forEach((macro, configurations) -> {
            long left = changed.all() & ~without.getOrDefault(macro.name, 0L);
            if ((configurations >>> bit & 1) != 0 && left != 0) {
                changed.defined.put(macro, left);
            }
        });
        return changed;
    }

    /** The names that do not stand for the same in all configurations. */
    public Set<Symbol> varying() {
        Set<Symbol> names = new LinkedHashSet<>();
        defined.forEach((macro, configurations) -> {
            if (configurations != all()) {
                names.add(macro.name);
            }
        });
        return names;
    }

    /** What a configuration starts with, by its bit. */
    public Map<Symbol, Macro> given(int bit) {
        Map<Symbol, Macro> given = new HashMap<>();
        defined.forEach((macro, configurations) -> {
            if ((configurations >>> bit & 1) != 0) {
                given.put(macro.name, macro);
            }
        });
        return given;
    }

    private static Map<Symbol, Macro> distinct(
            Configuration configuration, SymbolTable symbols, Map<String, Macro> shared) {
        Map<Symbol, Macro> defined = new LinkedHashMap<>();
        for (Map.Entry<String, String> define : configuration.defines().entrySet()) {
            int open = define.getKey().indexOf('(');
            String name = open < 0 ? define.getKey() : define.getKey().substring(0, open);
            if (symbols.knows(name)) {
                String text = define.getKey() + ' ' + define.getValue();
                Macro macro = shared.computeIfAbsent(text, t -> parse(t, name, symbols));
                defined.put(macro.name, macro);
            }
        }
        return defined;
    }

    private static Macro parse(String definition, String name, SymbolTable symbols) {
        List<Token> tokens = Lexer.tokens(definition, symbols);
        Macro macro = tokens.isEmpty() ? null : MacroParser.parse(tokens);
        return macro == null ? Macro.object(Macro.Kind.ORDINARY, symbols.of(name)) : macro;
    }

    /** What every compiler predefines and the scanner itself knows. */
    private static List<Macro> compiler(SymbolTable symbols) {
        return List.of(
                Macro.object(Macro.Kind.COUNTER, symbols.of("__COUNTER__")),
                Macro.object(Macro.Kind.LINE, symbols.of("__LINE__")),
                Macro.object(Macro.Kind.ORDINARY, symbols.of("__cplusplus"), Token.number("201402L", false, 0)));
    }

    /** A bit for each configuration. */
    public long all() {
        return -1L >>> (Long.SIZE - members.size());
    }

    /** The definitions that configurations start with. */
    public Set<Macro> given() {
        return Collections.unmodifiableSet(defined.keySet());
    }

    public int size() {
        return members.size();
    }

    /** The configurations that some bits stand for, by their numbers in the list that the macros were made of. */
    public PresenceCondition presence(long bits) {
        BitSet numbers = new BitSet();
        for (long rest = bits; rest != 0; rest &= rest - 1) {
            numbers.or(members.get(Long.numberOfTrailingZeros(rest)));
        }
        return PresenceCondition.of(numbers);
    }

    /** Defines what each configuration starts with. */
    public void applyTo(MacroState state) {
        for (Macro macro : compiler) {
            state.define(macro, all());
        }
        defined.forEach(state::define);
    }
}
