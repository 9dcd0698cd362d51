package io.github.tfmobile.registry.link;

import io.github.tfmobile.registry.scan.result.DefineImpact;
import io.github.tfmobile.registry.scan.result.DefineImpactScan;
import io.github.tfmobile.registry.scan.result.IncludeList;
import io.github.tfmobile.registry.scan.result.TranslationUnit;
import io.github.tfmobile.registry.scan.result.TreeScan;
import io.github.tfmobile.registry.target.Configuration;
import java.util.ArrayList;
import java.util.BitSet;
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
        return changes((base, world) -> !registering(base, world).isEmpty());
    }

    /** The changes with which a file registers something that registers nothing in any world of the scan. */
    public SortedSet<String> opening() {
        Set<String> open = new HashSet<>();
        scan.units().stream()
                .filter(unit -> unit.registersKernels() || unit.registersOps())
                .forEach(unit -> open.add(unit.file()));
        return changes((base, world) -> !open.containsAll(registering(base, world)));
    }

    /** The changes with which a file includes other headers. */
    public SortedSet<String> including() {
        return changes((base, world) ->
                base.units().stream().anyMatch(unit -> !includes(unit, 0).equals(includes(unit, world))));
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

    private static List<String> includes(TranslationUnit unit, int world) {
        for (IncludeList list : unit.includes()) {
            if (list.worlds().get(world)) {
                return list.headers();
            }
        }
        return List.of();
    }

    /** The files that register something with a change and nothing of it without. */
    private static Set<String> registering(DefineImpact base, int world) {
        Set<String> files = new HashSet<>();
        base.registrations().stream()
                .filter(scanned ->
                        scanned.worlds().get(world) && !scanned.worlds().get(0))
                .forEach(scanned -> files.add(scanned.registration().file()));
        base.ops().stream()
                .filter(scanned ->
                        scanned.worlds().get(world) && !scanned.worlds().get(0))
                .forEach(scanned -> files.add(scanned.file()));
        return files;
    }

    /** The scan for one change: first the worlds of the scan as they are, then, in the same order, with the change. */
    public TreeScan with(String change) {
        int count = scan.worlds().size();
        Set<String> kernels = new HashSet<>();
        Set<String> ops = new HashSet<>();
        Map<String, List<IncludeList>> lists = new HashMap<>();
        for (DefineImpact base : effects.bases()) {
            int world = base.changes().indexOf(change) + 1;
            if (world == 0) {
                continue;
            }
            base.registrations().stream()
                    .filter(scanned -> scanned.worlds().get(world))
                    .forEach(scanned -> kernels.add(scanned.registration().file()));
            base.ops().stream().filter(scanned -> scanned.worlds().get(world)).forEach(op -> ops.add(op.file()));
            for (TranslationUnit unit : base.units()) {
                lists.computeIfAbsent(unit.file(), f -> new ArrayList<>())
                        .add(new IncludeList(shifted(base.worlds(), count), includes(unit, world)));
            }
        }
        List<TranslationUnit> units = new ArrayList<>();
        for (TranslationUnit unit : scan.units()) {
            List<IncludeList> own = lists.getOrDefault(unit.file(), List.of());
            BitSet done = new BitSet();
            own.forEach(list -> done.or(list.worlds()));
            List<IncludeList> all = new ArrayList<>(own);
            for (IncludeList list : unit.includes()) {
                BitSet both = shifted(list.worlds(), count);
                both.andNot(done);
                both.or(list.worlds());
                all.add(new IncludeList(both, list.headers()));
            }
            units.add(new TranslationUnit(
                    unit.file(),
                    unit.registersKernels() || kernels.contains(unit.file()),
                    unit.registersOps() || ops.contains(unit.file()),
                    all));
        }
        List<Configuration> worlds = new ArrayList<>(scan.worlds());
        for (Configuration world : scan.worlds()) {
            SortedMap<String, String> defines = new TreeMap<>(world.defines());
            if (!change.startsWith("-U")) {
                defines.putIfAbsent(change, "1");
            }
            worlds.add(new Configuration(defines));
        }
        return new TreeScan(worlds, scan.ops(), scan.registrations(), units, scan.testedMacros(), scan.problems());
    }

    private static BitSet shifted(BitSet worlds, int by) {
        BitSet shifted = new BitSet();
        worlds.stream().forEach(world -> shifted.set(world + by));
        return shifted;
    }
}
