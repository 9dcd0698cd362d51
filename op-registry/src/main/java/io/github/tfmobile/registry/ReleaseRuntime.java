package io.github.tfmobile.registry;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What of a release's runtime its sources say beside op definitions and kernels: which graphs it reads
 * (tensorflow/core/public/version.h, {@code TF_GRAPH_DEF_VERSION}), and what is registered whether or not selective
 * registration asks for it ({@code REGISTER_SYSTEM_OP} with {@code REGISTER_SYSTEM_KERNEL_BUILDER}, in
 * tensorflow/core/kernels/function_ops.cc).
 */
public final class ReleaseRuntime {

    private record Facts(int graphVersion, Set<String> systemOps) {}

    private static final Set<String> FIRST = Set.of("_Arg", "_Retval");
    /** From 1.13 on, devices have their own. */
    private static final Set<String> DEVICES = Set.of("_Arg", "_Retval", "_DeviceArg", "_DeviceRetval");
    /** From 2.1 on. */
    private static final Set<String> LISTS =
            Set.of("_Arg", "_Retval", "_DeviceArg", "_DeviceRetval", "_ListToArray", "_ArrayToList");

    /** By release, from the lowest on; a release in between has what the one before has. */
    private static final TreeMap<String, Facts> BY_RELEASE = new TreeMap<>(ReleaseRuntime::compare);

    static {
        BY_RELEASE.putAll(Map.ofEntries(
                Map.entry("1.4", new Facts(24, FIRST)),
                Map.entry("1.5", new Facts(24, FIRST)),
                Map.entry("1.6", new Facts(26, FIRST)),
                Map.entry("1.7", new Facts(26, FIRST)),
                Map.entry("1.8", new Facts(26, FIRST)),
                Map.entry("1.9", new Facts(26, FIRST)),
                Map.entry("1.10", new Facts(26, FIRST)),
                Map.entry("1.11", new Facts(27, FIRST)),
                Map.entry("1.12", new Facts(27, FIRST)),
                Map.entry("1.13", new Facts(27, DEVICES)),
                Map.entry("1.14", new Facts(38, DEVICES)),
                Map.entry("1.15", new Facts(134, DEVICES)),
                Map.entry("2.0", new Facts(119, DEVICES)),
                Map.entry("2.1", new Facts(175, LISTS)),
                Map.entry("2.3", new Facts(440, LISTS)),
                Map.entry("2.4", new Facts(561, LISTS)),
                Map.entry("2.5", new Facts(716, LISTS)),
                Map.entry("2.6", new Facts(808, LISTS)),
                Map.entry("2.21", new Facts(2314, LISTS))));
    }

    private ReleaseRuntime() {}

    /** The newest version of graphs that a release reads. */
    public static int graphVersion(String release) {
        return of(release).graphVersion();
    }

    /** The ops that a release registers with their kernels in every build, and that no header is asked about. */
    public static SortedSet<String> systemOps(String release) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(of(release).systemOps()));
    }

    private static Facts of(String release) {
        Map.Entry<String, Facts> entry = BY_RELEASE.floorEntry(release);
        return (entry == null ? BY_RELEASE.firstEntry() : entry).getValue();
    }

    /** By the numbers between dots; what else a release's name says does not count. */
    private static int compare(String first, String second) {
        return Arrays.compare(numbers(first), numbers(second));
    }

    private static int[] numbers(String release) {
        return Arrays.stream(release.split("[.-]"))
                .filter(part -> part.matches("[0-9]{1,6}"))
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
