package io.github.tfmobile.registry.build;

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
 */
public record BuildConfiguration(
        SortedMap<String, String> values, SortedMap<String, String> defines, SortedSet<String> constraints) {

    /** Copies the collections. */
    public BuildConfiguration {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        defines = Collections.unmodifiableSortedMap(new TreeMap<>(defines));
        constraints = Collections.unmodifiableSortedSet(new TreeSet<>(constraints));
    }

    /** An ordinary build for Linux on x86-64 without further options; the tree's .bazelrc adds its defines. */
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
        // configure.py: XLA is on unless the user says no, and on in the published binaries
        SortedMap<String, String> defines = new TreeMap<>();
        defines.put("with_xla_support", "true");
        return new BuildConfiguration(values, defines, constraints);
    }

    /** A build for Android on ARM: both as the older releases' {@code config_setting}s test it and as the newer do. */
    public static BuildConfiguration android() {
        SortedMap<String, String> values = new TreeMap<>();
        values.put("cpu", "armeabi-v7a");
        values.put("crosstool_top", "//external:android/crosstool");
        values.put("compilation_mode", "opt");
        SortedSet<String> constraints = new TreeSet<>();
        constraints.add("@platforms//os:android");
        constraints.add("@platforms//cpu:armv7");
        return new BuildConfiguration(values, new TreeMap<>(), constraints);
    }

    /** The same with a define. */
    public BuildConfiguration define(String name, String value) {
        SortedMap<String, String> more = new TreeMap<>(defines);
        more.put(name, value);
        return new BuildConfiguration(values, more, constraints);
    }
}
