package io.github.tfmobile.registry.scan.interaction;

import io.github.tfmobile.registry.cpp.lex.Symbol;
import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import io.github.tfmobile.registry.cpp.preprocess.PredefinedMacros;
import io.github.tfmobile.registry.cpp.source.CppFile;
import io.github.tfmobile.registry.cpp.source.SourceTree;
import io.github.tfmobile.registry.scan.registration.CompoundTypes;
import io.github.tfmobile.registry.scan.registration.RegistrationReader;
import io.github.tfmobile.registry.scan.registration.UnitReader;
import io.github.tfmobile.registry.scan.registration.UnitScan;
import io.github.tfmobile.registry.target.Configuration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Goes through units in one configuration together with the configurations that change one macro of it. Used by one thread. */
final class UnitImpactReader {

    /** Changes that are gone through together with their configuration. */
    private static final int TOGETHER = Long.SIZE - 1;

    /**
     * What {@code numbertype} and the like stand for in a configuration, and with the changes that make a difference;
     * what is the same is one object.
     *
     * @param unchanged in the configuration itself
     * @param changed with changes, by name
     * @param asked the numbers of the varying names on which that depends
     */
    record Types(CompoundTypes unchanged, Map<String, CompoundTypes> changed, BitSet asked) {

        private List<CompoundTypes> with(List<String> changes) {
            List<CompoundTypes> types = new ArrayList<>(List.of(unchanged));
            changes.forEach(change -> types.add(changed.getOrDefault(change, unchanged)));
            return types;
        }
    }

    /** What goes through something in configurations that are set before. */
    private interface Pass {
        void run(List<String> changes, PredefinedMacros macros);
    }

    private final PredefinedMacros group;
    private final SymbolTable symbols;
    private final Meetings meetings;
    private final InteractionAnalysis analysis;
    private final UnitReader reader;

    /**
     * Begins with all configurations of a group together.
     *
     * @param outer for each symbol, by its number, whether a build may change it
     * @param varying for each symbol, by its number, from 1 the number of a name that configurations begin with in several
     *     ways
     */
    UnitImpactReader(
            SourceTree tree,
            PredefinedMacros group,
            SymbolTable symbols,
            RegistrationReader registrations,
            boolean[] outer,
            int[] varying,
            Meetings meetings) {
        this.group = group;
        this.symbols = symbols;
        this.meetings = meetings;
        this.analysis = new InteractionAnalysis(outer, varying);
        analysis.start(group.all(), Map.of(), group.given());
        this.reader = UnitReader.of(tree, group, symbols, registrations, analysis);
    }

    /** The names that builds may change and that the last thing gone through asked for, with the configurations in which it did. */
    Map<Symbol, Long> asked() {
        return Map.copyOf(analysis.asked);
    }

    /** Goes through a unit in all configurations of the group. */
    UnitScan read(CppFile unit) {
        UnitScan scan = new UnitScan(unit);
        reader.read(scan);
        meetings.addValued(analysis.read);
        return scan;
    }

    /** Finds out what {@code numbertype} and the like stand for in a configuration of the group and with changes. */
    Types types(int bit, List<String> changes) {
        List<CompoundTypes> unchanged = new ArrayList<>();
        Map<String, CompoundTypes> changed = new HashMap<>();
        BitSet asked = batches(bit, changes, (some, macros) -> {
            List<CompoundTypes> types = reader.use(macros);
            for (int i = 0; i < types.size(); i++) {
                if (i > 0 && !types.get(i).equals(types.get(0))) {
                    changed.putIfAbsent(some.get(i - 1), types.get(i));
                }
            }
            unchanged.add(types.get(0));
        });
        return new Types(unchanged.get(0), changed, asked);
    }

    /**
     * Goes through a unit in a configuration of the group and with changes.
     *
     * @param into is given what comes out
     * @return the numbers of the varying names on which that depends
     */
    BitSet read(CppFile unit, int bit, List<String> changes, Types types, List<UnitImpact> into) {
        return batches(bit, changes, (some, macros) -> {
            reader.use(macros, types.with(some));
            UnitScan scan = new UnitScan(unit);
            reader.read(scan);
            into.add(UnitImpact.of(some, scan));
        });
    }

    /**
     * Makes passes, each with as many changes as there is room for. What two changes do that do not spread is known from
     * the places that ask for one and depend on the other. Of the others, every two are gone through together.
     */
    private BitSet batches(int bit, List<String> changes, Pass pass) {
        BitSet asked = new BitSet();
        BitSet spread = new BitSet();
        Map<Symbol, BitSet> definedWith = new HashMap<>();
        for (int from = 0; from == 0 || from < changes.size(); from += TOGETHER) {
            BitSet some = new BitSet();
            some.set(from, Math.min(from + TOGETHER, changes.size()));
            asked.or(batch(bit, changes, some, pass));
            List<Integer> numbers = some.stream().boxed().toList();
            spread.or(numbered(analysis.spread, numbers));
            analysis.definedWith.forEach((symbol, bits) ->
                    definedWith.computeIfAbsent(symbol, s -> new BitSet()).or(numbered(bits, numbers)));
        }
        definedWith.values().stream().filter(set -> set.cardinality() > 1).forEach(spread::or);
        if (changes.size() > TOGETHER) {
            List<Integer> others = spread.stream().boxed().toList();
            int part = others.size() <= TOGETHER ? TOGETHER : TOGETHER / 2;
            for (int i = 0; i < others.size(); i += part) {
                for (int k = others.size() <= part ? i : i + part; k < others.size(); k += part) {
                    BitSet some = new BitSet();
                    others.subList(i, Math.min(i + part, others.size())).forEach(some::set);
                    others.subList(k, Math.min(k + part, others.size())).forEach(some::set);
                    asked.or(batch(bit, changes, some, pass));
                }
            }
        }
        return asked;
    }

    private BitSet batch(int bit, List<String> changes, BitSet some, Pass pass) {
        List<String> names = some.stream().mapToObj(changes::get).toList();
        Map<Symbol, Long> bits = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            bits.merge(symbols.of(Configuration.macroOf(names.get(i))), 2L << i, (a, b) -> a | b);
        }
        PredefinedMacros macros = group.changed(bit, names, symbols);
        analysis.start(macros.all(), bits, macros.given());
        pass.run(names, macros);
        meetings.add(analysis, names);
        return (BitSet) analysis.askedVarying.clone();
    }

    private static BitSet numbered(long bits, List<Integer> numbers) {
        BitSet set = new BitSet();
        for (long rest = bits & ~1L; rest != 0; rest &= rest - 1) {
            set.set(numbers.get(Long.numberOfTrailingZeros(rest) - 1));
        }
        return set;
    }
}
