package io.github.tfmobile.registry.scan.interaction;

import io.github.tfmobile.registry.cpp.lex.Symbol;
import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import io.github.tfmobile.registry.cpp.preprocess.PredefinedMacros;
import io.github.tfmobile.registry.cpp.preprocess.Workers;
import io.github.tfmobile.registry.cpp.source.CppFile;
import io.github.tfmobile.registry.cpp.source.SourceFragment;
import io.github.tfmobile.registry.cpp.source.SourceTree;
import io.github.tfmobile.registry.scan.registration.RegistrationReader;
import io.github.tfmobile.registry.scan.registration.UnitReader;
import io.github.tfmobile.registry.scan.registration.UnitScan;
import io.github.tfmobile.registry.scan.result.DefineImpact;
import io.github.tfmobile.registry.scan.result.DefineImpactScan;
import io.github.tfmobile.registry.scan.result.TreeScan;
import io.github.tfmobile.registry.target.Configuration;
import io.github.tfmobile.registry.target.PresenceCondition;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * Finds out what macros do that a build may define or undefine. First it asks which of them the preprocessor asks for at
 * all in each configuration, at places that decide over anything; then each configuration is gone through together with the configurations in
 * which one of these macros is changed.
 */
public final class DefineImpactScanner {

    /** Changes that are gone through together with their configuration. */
    private static final int TOGETHER = Long.SIZE - 1;

    private final SourceTree tree;
    private final List<CppFile> units;
    private final SymbolTable symbols;
    private final Supplier<RegistrationReader> readers;
    private final Workers workers;
    private final Map<List<String>, List<String>> headerLists = new HashMap<>();
    private boolean[] outer = {};
    private final SortedMap<String, SortedSet<String>> meeting = new TreeMap<>();
    private final SortedSet<String> valued = new TreeSet<>();

    /**
     * @param files all files that were parsed
     * @param units those that are compiled and register or include something of interest
     */
    public DefineImpactScanner(
            SourceTree tree,
            Collection<CppFile> files,
            List<CppFile> units,
            SymbolTable symbols,
            Supplier<RegistrationReader> readers,
            Workers workers) {
        this.tree = tree;
        this.units = units;
        this.symbols = symbols;
        this.readers = readers;
        this.workers = workers;
        files.forEach(DefineImpactScanner::findIdle);
    }

    /** Marks the conditionals that nothing depends on. */
    private static void findIdle(CppFile file) {
        int busy = file.items.length;
        for (int i = file.items.length - 1; i >= 0; i--) {
            SourceFragment item = file.items[i];
            switch (item.kind) {
                case DEFINE, UNDEF, TOKENS -> busy = i;
                case INCLUDE -> busy = item.target != null || !item.tokens.isEmpty() ? i : busy;
                case IF, IFDEF, IFNDEF, ELIF -> {
                    int end = item.next;
                    while (end < file.items.length && file.items[end].kind != SourceFragment.Kind.ENDIF) {
                        end = file.items[end].next;
                    }
                    item.idle = busy >= end;
                }
                default -> {}
            }
        }
    }

    /** The effects of some macros in the configurations of a scan. */
    public DefineImpactScan scan(TreeScan scan, SortedSet<String> macros) {
        for (Configuration configuration : scan.configurations()) {
            configuration.defines().keySet().forEach(symbols::of);
        }
        outer = new boolean[symbols.size()];
        macros.forEach(macro -> outer[symbols.of(macro).id] = true);
        List<DefineImpact> bases = new ArrayList<>();
        for (PredefinedMacros group : PredefinedMacros.of(scan.configurations(), symbols)) {
            Queue<InteractionAnalysis> watches = new ConcurrentLinkedQueue<>();
            walk(group, Map.of(), watches);
            for (int bit = 0; bit < group.size(); bit++) {
                PresenceCondition members = group.presence(1L << bit);
                SortedSet<String> asked = new TreeSet<>();
                for (InteractionAnalysis watch : watches) {
                    for (Map.Entry<Symbol, Long> name : watch.asked.entrySet()) {
                        if ((name.getValue() >>> bit & 1) != 0) {
                            asked.add(name.getKey().name);
                        }
                    }
                }
                bases.add(base(members, scan.configurations().get(members.first()), asked));
            }
        }
        return new DefineImpactScan(scan, bases, meeting, valued);
    }

    private DefineImpact base(PresenceCondition members, Configuration configuration, SortedSet<String> asked) {
        List<String> changes = new ArrayList<>();
        for (String macro : asked) {
            String value = configuration.defines().get(macro);
            if (value != null) {
                changes.add("-U" + macro);
            }
            if (value == null || !value.equals("1")) {
                changes.add(macro);
            }
        }
        DefineImpactAssembly assembly = new DefineImpactAssembly(tree, changes, headerLists);
        BitSet spread = new BitSet();
        Map<Symbol, BitSet> definedWith = new HashMap<>();
        for (int from = 0; from < changes.size(); from += TOGETHER) {
            BitSet some = new BitSet();
            some.set(from, Math.min(from + TOGETHER, changes.size()));
            batch(assembly, configuration, some, spread, definedWith);
        }
        definedWith.values().stream().filter(set -> set.cardinality() > 1).forEach(spread::or);
        // What two changes do that do not spread is known from the places that ask for one and depend on the other.
        // Of the others, every two are gone through together.
        if (changes.size() > TOGETHER) {
            List<Integer> others = spread.stream().boxed().toList();
            int part = others.size() <= TOGETHER ? TOGETHER : TOGETHER / 2;
            for (int i = 0; i < others.size(); i += part) {
                for (int k = others.size() <= part ? i : i + part; k < others.size(); k += part) {
                    BitSet some = new BitSet();
                    others.subList(i, Math.min(i + part, others.size())).forEach(some::set);
                    others.subList(k, Math.min(k + part, others.size())).forEach(some::set);
                    batch(assembly, configuration, some, new BitSet(), new HashMap<>());
                }
            }
        }
        return assembly.base(members);
    }

    /** Goes through the units in a configuration and with some changes; adds which of them spread and what they define. */
    private void batch(
            DefineImpactAssembly assembly,
            Configuration configuration,
            BitSet some,
            BitSet spread,
            Map<Symbol, BitSet> definedWith) {
        List<Integer> numbers = some.stream().boxed().toList();
        List<Configuration> configurations = new ArrayList<>(List.of(configuration));
        Map<Symbol, Long> bits = new HashMap<>();
        for (int i = 0; i < numbers.size(); i++) {
            String change = assembly.changes().get(numbers.get(i));
            configurations.add(changed(configuration, change));
            bits.merge(symbols.of(macroOf(change)), 2L << i, (a, b) -> a | b);
        }
        List<PredefinedMacros> groups = PredefinedMacros.of(configurations, symbols);
        if (groups.size() != 1 || groups.get(0).size() != configurations.size()) {
            throw new IllegalStateException("changes of a configuration that are none: " + configuration);
        }
        Queue<InteractionAnalysis> watches = new ConcurrentLinkedQueue<>();
        List<UnitScan> scans = walk(groups.get(0), bits, watches);
        assembly.add(scans, numbers);
        for (InteractionAnalysis watch : watches) {
            meetings(
                    watch,
                    numbers.stream()
                            .map(i -> macroOf(assembly.changes().get(i)))
                            .toList());
            spread.or(numbered(watch.spread, numbers));
            watch.definedWith.forEach((symbol, changes) ->
                    definedWith.computeIfAbsent(symbol, s -> new BitSet()).or(numbered(changes, numbers)));
        }
    }

    private static BitSet numbered(long bits, List<Integer> numbers) {
        BitSet set = new BitSet();
        for (long rest = bits & ~1L; rest != 0; rest &= rest - 1) {
            set.set(numbers.get(Long.numberOfTrailingZeros(rest) - 1));
        }
        return set;
    }

    private void meetings(InteractionAnalysis watch, List<String> macros) {
        for (int i = 0; i < macros.size(); i++) {
            meet(macros.get(i), watch.together[i + 1], macros);
        }
        watch.askedWith.forEach((symbol, changes) -> {
            if (!macros.contains(symbol.name)) {
                meet(symbol.name, changes, macros);
            }
        });
        watch.read.forEach(symbol -> valued.add(symbol.name));
    }

    private void meet(String macro, long changes, List<String> macros) {
        for (long rest = changes & ~1L; rest != 0; rest &= rest - 1) {
            String other = macros.get(Long.numberOfTrailingZeros(rest) - 1);
            if (!other.equals(macro)) {
                meeting.computeIfAbsent(macro, m -> new TreeSet<>()).add(other);
                meeting.computeIfAbsent(other, m -> new TreeSet<>()).add(macro);
            }
        }
    }

    private static Configuration changed(Configuration configuration, String change) {
        SortedMap<String, String> defines = new TreeMap<>(configuration.defines());
        if (change.startsWith("-U")) {
            defines.remove(macroOf(change));
        } else {
            defines.put(change, "1");
        }
        return new Configuration(defines);
    }

    private static String macroOf(String change) {
        return change.startsWith("-U") ? change.substring(2) : change;
    }

    private List<UnitScan> walk(PredefinedMacros group, Map<Symbol, Long> changed, Queue<InteractionAnalysis> watches) {
        ThreadLocal<UnitReader> walkers = ThreadLocal.withInitial(() -> {
            InteractionAnalysis watch = new InteractionAnalysis(group.all(), outer, changed, group.given());
            watches.add(watch);
            return UnitReader.of(tree, group, symbols, readers.get(), watch);
        });
        return workers.map(
                units,
                unit -> {
                    UnitScan scan = new UnitScan(unit);
                    walkers.get().read(scan);
                    return scan;
                },
                null,
                0);
    }
}
