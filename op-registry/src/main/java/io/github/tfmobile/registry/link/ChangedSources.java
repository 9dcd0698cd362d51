package io.github.tfmobile.registry.link;

import io.github.tfmobile.registry.scan.result.DefineImpact;
import io.github.tfmobile.registry.scan.result.DefineImpactScan;
import io.github.tfmobile.registry.scan.result.IncludeList;
import io.github.tfmobile.registry.scan.result.TranslationUnit;
import io.github.tfmobile.registry.scan.result.TreeScan;
import io.github.tfmobile.registry.target.Configuration;
import io.github.tfmobile.registry.target.PresenceCondition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/** The scans that tell what source files need when a macro is changed. */
public final class ChangedSources {

    private final DefineImpactScan effects;
    private final TreeScan scan;

    private ChangedSources(DefineImpactScan effects) {
        this.effects = effects;
        this.scan = effects.scan();
    }

    /** The scans for what a scan found of macros. */
    public static ChangedSources of(DefineImpactScan effects) {
        return new ChangedSources(effects);
    }

    /** The changes with which a file registers something that it does not register without. */
    public SortedSet<String> registering() {
        return changes(
                (base, configuration) -> !registering(base, configuration).isEmpty());
    }

    /** The changes with which a file registers something that registers nothing in any configuration of the scan. */
    public SortedSet<String> opening() {
        Set<String> open = new HashSet<>();
        scan.units().stream()
                .filter(unit -> unit.registersKernels() || unit.registersOps())
                .forEach(unit -> open.add(unit.file()));
        return changes((base, configuration) -> !open.containsAll(registering(base, configuration)));
    }

    /** The changes with which a file includes other headers. */
    public SortedSet<String> including() {
        return changes((base, configuration) ->
                base.units().stream().anyMatch(unit -> !includes(unit, 0).equals(includes(unit, configuration))));
    }

    private SortedSet<String> changes(BiPredicate<DefineImpact, Integer> which) {
        SortedSet<String> changes = new TreeSet<>();
        for (DefineImpact base : effects.bases()) {
            for (int i = 0; i < base.changes().size(); i++) {
                if (which.test(base, i + 1)) {
                    changes.add(base.changes().get(i));
                }
            }
        }
        return changes;
    }

    private static List<String> includes(TranslationUnit unit, int configuration) {
        for (IncludeList list : unit.includes()) {
            if (list.presence().holdsIn(configuration)) {
                return list.headers();
            }
        }
        return List.of();
    }

    /** The files that register something with a change and nothing of it without. */
    private static Set<String> registering(DefineImpact base, int configuration) {
        Set<String> files = new HashSet<>();
        base.registrations().stream()
                .filter(scanned -> scanned.presence().holdsIn(configuration)
                        && !scanned.presence().holdsIn(0))
                .forEach(scanned -> files.add(scanned.registration().file()));
        base.ops().stream()
                .filter(scanned -> scanned.presence().holdsIn(configuration)
                        && !scanned.presence().holdsIn(0))
                .forEach(scanned -> files.add(scanned.file()));
        return files;
    }

    /** The scan for one change: first the configurations of the scan as they are, then, in the same order, with the change. */
    public TreeScan with(String change) {
        int count = scan.configurations().size();
        Set<String> kernels = new HashSet<>();
        Set<String> ops = new HashSet<>();
        Map<String, List<IncludeList>> lists = new HashMap<>();
        for (DefineImpact base : effects.bases()) {
            int configuration = base.changes().indexOf(change) + 1;
            if (configuration == 0) {
                continue;
            }
            base.registrations().stream()
                    .filter(scanned -> scanned.presence().holdsIn(configuration))
                    .forEach(scanned -> kernels.add(scanned.registration().file()));
            base.ops().stream()
                    .filter(scanned -> scanned.presence().holdsIn(configuration))
                    .forEach(op -> ops.add(op.file()));
            for (TranslationUnit unit : base.units()) {
                lists.computeIfAbsent(unit.file(), f -> new ArrayList<>())
                        .add(new IncludeList(base.presence().shiftedBy(count), includes(unit, configuration)));
            }
        }
        List<TranslationUnit> units = new ArrayList<>();
        for (TranslationUnit unit : scan.units()) {
            List<IncludeList> own = lists.getOrDefault(unit.file(), List.of());
            PresenceCondition done =
                    own.stream().map(IncludeList::presence).reduce(PresenceCondition.NEVER, PresenceCondition::or);
            List<IncludeList> all = new ArrayList<>(own);
            for (IncludeList list : unit.includes()) {
                PresenceCondition changed = list.presence().shiftedBy(count).without(done);
                all.add(new IncludeList(changed.or(list.presence()), list.headers()));
            }
            units.add(new TranslationUnit(
                    unit.file(),
                    unit.registersKernels() || kernels.contains(unit.file()),
                    unit.registersOps() || ops.contains(unit.file()),
                    all,
                    unit.externals()));
        }
        List<Configuration> configurations = new ArrayList<>(scan.configurations());
        for (Configuration configuration : scan.configurations()) {
            SortedMap<String, String> defines = new TreeMap<>(configuration.defines());
            if (!change.startsWith("-U")) {
                defines.putIfAbsent(change, "1");
            }
            configurations.add(new Configuration(defines));
        }
        return new TreeScan(
                scan.sources(),
                configurations,
                scan.ops(),
                scan.registrations(),
                units,
                scan.testedMacros(),
                scan.problems());
    }
}
