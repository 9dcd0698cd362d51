package io.github.tfmobile.registry.scan.result;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a scan found and what each macro does that a build may define or undefine besides. A <em>change</em> is
 * {@code NAME}, which defines it as 1, or {@code -UNAME}.
 *
 * @param scan what the scan found
 * @param bases what each change does; each configuration of the scan is in one of them. Empty when nobody asked
 * @param meeting macros that meet: for each the others, by name, with which it has to be looked at together. What a
 *     macro does that meets none of some others is the same with any of them
 * @param valued macros whose text decides, not only whether they are defined
 */
public record DefineImpactScan(
        TreeScan scan,
        List<DefineImpact> bases,
        SortedMap<String, SortedSet<String>> meeting,
        SortedSet<String> valued) {

    /** Copies the collections. */
    public DefineImpactScan {
        bases = List.copyOf(bases);
        SortedMap<String, SortedSet<String>> copy = new TreeMap<>();
        meeting.forEach((macro, others) -> copy.put(macro, Collections.unmodifiableSortedSet(new TreeSet<>(others))));
        meeting = Collections.unmodifiableSortedMap(copy);
        valued = Collections.unmodifiableSortedSet(new TreeSet<>(valued));
    }

    /** A scan of which nobody asked what macros do. */
    public static DefineImpactScan without(TreeScan scan) {
        return new DefineImpactScan(scan, List.of(), new TreeMap<>(), new TreeSet<>());
    }
}
