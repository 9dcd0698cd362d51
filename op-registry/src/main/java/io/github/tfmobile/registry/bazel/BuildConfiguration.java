package io.github.tfmobile.registry.bazel;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a Bazel command line decides: which {@code config_setting}s hold.
 *
 * @param values command line options as {@code config_setting.values} tests them, as in {@code cpu=k8}
 * @param defines {@code --define}s
 * @param constraints constraint values that hold, as in {@code @platforms//os:linux}
 * @param environment what {@code --repo_env} tells the rules that make other repositories
 */
public record BuildConfiguration(
        SortedMap<String, String> values,
        SortedMap<String, String> defines,
        SortedSet<String> constraints,
        SortedMap<String, String> environment) {

    /** Copies the collections. */
    public BuildConfiguration {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        defines = Collections.unmodifiableSortedMap(new TreeMap<>(defines));
        constraints = Collections.unmodifiableSortedSet(new TreeSet<>(constraints));
        environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    }

    /** An ordinary build for Linux on x86-64 without further options. */
    public static BuildConfiguration linux() {
        SortedMap<String, String> values = new TreeMap<>();
        values.put("cpu", "k8");
        values.put("host_cpu", "k8");
        values.put("compilation_mode", "opt");
        SortedSet<String> constraints = new TreeSet<>();
        for (String repository : new String[] {"@platforms//", "@bazel_tools//platforms:"}) {
            String os = repository.endsWith(":") ? "" : "os:";
            String cpu = repository.endsWith(":") ? "" : "cpu:";
            constraints.add(repository + os + "linux");
            constraints.add(repository + cpu + "x86_64");
        }
        return new BuildConfiguration(values, new TreeMap<>(), constraints, new TreeMap<>());
    }

    /**
     * A build for another machine.
     *
     * @param options command line options, as the older releases' {@code config_setting}s test them
     * @param constraints constraint values, as the newer ones test them
     */
    public static BuildConfiguration of(SortedMap<String, String> options, SortedSet<String> constraints) {
        SortedMap<String, String> values = new TreeMap<>(options);
        values.put("compilation_mode", "opt");
        return new BuildConfiguration(values, new TreeMap<>(), constraints, new TreeMap<>());
    }

    /** The same with what an options file adds; what the command line says of a name wins. */
    BuildConfiguration with(SortedMap<String, String> moreDefines, SortedMap<String, String> moreEnvironment) {
        SortedMap<String, String> allDefines = new TreeMap<>(moreDefines);
        allDefines.putAll(defines);
        SortedMap<String, String> all = new TreeMap<>(moreEnvironment);
        all.putAll(environment);
        return new BuildConfiguration(values, allDefines, constraints, all);
    }
}
