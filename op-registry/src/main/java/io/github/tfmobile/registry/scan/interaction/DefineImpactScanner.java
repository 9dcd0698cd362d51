package io.github.tfmobile.registry.scan.interaction;

import io.github.tfmobile.registry.cpp.lex.Symbol;
import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import io.github.tfmobile.registry.cpp.preprocess.PredefinedMacros;
import io.github.tfmobile.registry.cpp.preprocess.Workers;
import io.github.tfmobile.registry.cpp.source.CppFile;
import io.github.tfmobile.registry.cpp.source.Macro;
import io.github.tfmobile.registry.cpp.source.SourceFragment;
import io.github.tfmobile.registry.cpp.source.SourceTree;
import io.github.tfmobile.registry.scan.registration.RegistrationReader;
import io.github.tfmobile.registry.scan.registration.UnitScan;
import io.github.tfmobile.registry.scan.result.DefineImpact;
import io.github.tfmobile.registry.scan.result.DefineImpactScan;
import io.github.tfmobile.registry.scan.result.TreeScan;
import io.github.tfmobile.registry.target.Configuration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what macros do that a build may define or undefine. First it asks which of them each unit asks for in each
 * configuration, at places that decide over anything. Then each unit is gone through in each configuration together with
 * the configurations in which one of these macros is changed; once for all configurations that agree on everything that
 * is asked for meanwhile, so that no unit is gone through for a macro that it has nothing to do with.
 */
public final class DefineImpactScanner {

    private final SourceTree tree;
    private final List<CppFile> units;
    private final SymbolTable symbols;
    private final Supplier<RegistrationReader> readers;
    private final Workers workers;
    private final Map<List<String>, List<String>> headerLists = new HashMap<>();

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
        boolean[] outer = new boolean[symbols.size()];
        macros.forEach(macro -> outer[symbols.of(macro).id] = true);
        Meetings meetings = new Meetings();
        List<DefineImpact> bases = new ArrayList<>();
        for (PredefinedMacros group : PredefinedMacros.of(scan.configurations(), symbols)) {
            bases.addAll(new GroupImpact(scan.configurations(), group, outer, meetings).bases());
        }
        return new DefineImpactScan(scan, bases, meetings.meeting(), meetings.valued());
    }

    /** The effects in configurations that are gone through together. */
    private final class GroupImpact {

        /**
         * What a unit gives in one configuration and with its changes.
         *
         * @param bit the configuration
         * @param asked the numbers of the varying names on which that depends
         */
        private record Run(int bit, BitSet asked, List<UnitImpact> impacts) {}

        /** What a unit gives in all configurations together, and the names that it asks for. */
        private record FirstLook(UnitScan scan, Map<Symbol, Long> asked) {}

        private final List<Configuration> configurations;
        private final PredefinedMacros group;
        private final ThreadLocal<UnitImpactReader> impactReaders;

        /** For each bit what the varying names stand for, by their numbers. */
        private final List<Map<Integer, Macro>> given = new ArrayList<>();

        GroupImpact(List<Configuration> configurations, PredefinedMacros group, boolean[] outer, Meetings meetings) {
            this.configurations = configurations;
            this.group = group;
            int[] varying = new int[symbols.size()];
            int count = 0;
            for (Symbol symbol : group.varying()) {
                varying[symbol.id] = ++count;
            }
            for (int bit = 0; bit < group.size(); bit++) {
                Map<Integer, Macro> here = new HashMap<>();
                group.given(bit).forEach((symbol, macro) -> here.put(varying[symbol.id], macro));
                given.add(here);
            }
            impactReaders = ThreadLocal.withInitial(
                    () -> new UnitImpactReader(tree, group, symbols, readers.get(), outer, varying, meetings));
        }

        List<DefineImpact> bases() {
            UnitImpactReader first = impactReaders.get();
            Map<Symbol, Long> askedByTypes = first.asked();
            List<FirstLook> looks = workers.map(units, this::look, null, 0);
            List<List<String>> changes = new ArrayList<>();
            List<UnitImpactReader.Types> types = new ArrayList<>();
            for (int bit = 0; bit < group.size(); bit++) {
                SortedSet<String> asked = asked(askedByTypes, bit);
                types.add(first.types(bit, changes(bit, asked)));
                for (FirstLook look : looks) {
                    asked.addAll(asked(look.asked(), bit));
                }
                changes.add(changes(bit, asked));
            }
            List<List<Run>> runs = workers.map(looks, look -> runs(look, types), null, 0);
            List<DefineImpact> bases = new ArrayList<>();
            for (int bit = 0; bit < group.size(); bit++) {
                DefineImpactAssembly assembly = new DefineImpactAssembly(tree, changes.get(bit), headerLists);
                int number = group.presence(1L << bit).first();
                for (int i = 0; i < looks.size(); i++) {
                    UnitScan scan = looks.get(i).scan();
                    scan.ops.forEach((op, presence) -> {
                        if (presence.holdsIn(number)) {
                            assembly.add(scan.file, op);
                        }
                    });
                    runs.get(i).get(bit).impacts().forEach(assembly::add);
                }
                bases.add(assembly.base(group.presence(1L << bit)));
            }
            return bases;
        }

        private FirstLook look(CppFile unit) {
            UnitImpactReader reader = impactReaders.get();
            UnitScan scan = reader.read(unit);
            scan.registrations.clear(); // of these only changes count
            scan.includes.clear();
            scan.externals.clear();
            return new FirstLook(scan, reader.asked());
        }

        private SortedSet<String> asked(Map<Symbol, Long> names, int bit) {
            SortedSet<String> asked = new TreeSet<>();
            names.forEach((name, bits) -> {
                if ((bits >>> bit & 1) != 0) {
                    asked.add(name.name);
                }
            });
            return asked;
        }

        /** The changes that a build can make of some macros. */
        private List<String> changes(int bit, SortedSet<String> asked) {
            Configuration configuration =
                    configurations.get(group.presence(1L << bit).first());
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
            return changes;
        }

        /** What a unit gives in each configuration; the same in two that agree on every name that was asked for. */
        private List<Run> runs(FirstLook look, List<UnitImpactReader.Types> types) {
            List<Run> distinct = new ArrayList<>();
            List<Run> runs = new ArrayList<>();
            for (int bit = 0; bit < group.size(); bit++) {
                Run run = agreeing(distinct, bit);
                if (run == null) {
                    run = run(look, bit, types.get(bit));
                    if (!run.impacts().isEmpty()) {
                        distinct.add(run);
                    }
                }
                runs.add(run);
            }
            return runs;
        }

        private Run run(FirstLook look, int bit, UnitImpactReader.Types types) {
            boolean typed = !look.scan().ops.isEmpty() || look.scan().file.callsApi();
            Run run = run(look, bit, types, typed);
            boolean definesOps =
                    run.impacts().stream().anyMatch(impact -> !impact.scan().ops.isEmpty());
            return definesOps && !typed ? run(look, bit, types, true) : run;
        }

        /** @param typed whether the unit may define ops, whose types depend on what {@code numbertype} and the like stand for */
        private Run run(FirstLook look, int bit, UnitImpactReader.Types types, boolean typed) {
            SortedSet<String> changes = new TreeSet<>(changes(bit, asked(look.asked(), bit)));
            BitSet asked = new BitSet();
            if (typed) {
                changes.addAll(types.changed().keySet());
                asked.or(types.asked());
            }
            List<UnitImpact> impacts = new ArrayList<>();
            if (!changes.isEmpty()) {
                asked.or(impactReaders.get().read(look.scan().file, bit, List.copyOf(changes), types, impacts));
            }
            return new Run(bit, asked, impacts);
        }

        /** A run in another configuration that would be the same in this one. */
        @SuppressWarnings("ReferenceEquality") // the same definition is the same object
        private @Nullable Run agreeing(List<Run> runs, int bit) {
            for (Run run : runs) {
                Map<Integer, Macro> there = given.get(run.bit());
                Map<Integer, Macro> here = given.get(bit);
                if (run.asked().stream().allMatch(name -> there.get(name) == here.get(name))) {
                    return run;
                }
            }
            return null;
        }
    }
}
