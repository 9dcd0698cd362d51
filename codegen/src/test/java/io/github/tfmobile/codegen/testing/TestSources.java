package io.github.tfmobile.codegen.testing;

import io.github.tfmobile.codegen.target.BazelSources;
import io.github.tfmobile.codegen.target.BuildGap;
import io.github.tfmobile.codegen.target.TargetSources;
import io.github.tfmobile.registry.RegisteredOp;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Every file stands for itself and what a test says it needs. */
public final class TestSources implements TargetSources {

    private final Registry registry;
    private final Map<String, List<String>> needs;
    private final Map<String, String> libraries;

    private TestSources(Registry registry, Map<String, List<String>> needs, Map<String, String> libraries) {
        this.registry = registry;
        this.needs = needs;
        this.libraries = libraries;
    }

    /** No file needs another. */
    public static TestSources of(Registry registry) {
        return new TestSources(registry, Map.of(), Map.of());
    }

    /** Some files need others, some a library that the platform lacks. */
    public static TestSources of(Registry registry, Map<String, List<String>> needs, Map<String, String> libraries) {
        return new TestSources(registry, needs, libraries);
    }

    @Override
    public SortedSet<String> kernelFiles(Registration registration) {
        return withNeeds(registration.file());
    }

    @Override
    public SortedSet<String> opFiles(String op) {
        RegisteredOp registered = registry.registeredOps().get(op);
        return registered == null ? new TreeSet<>() : withNeeds(registered.file());
    }

    @Override
    public SortedSet<String> closureOf(String file) {
        boolean known = needs.containsKey(file)
                || registry.registrations().stream()
                        .anyMatch(scanned -> scanned.registration().file().equals(file));
        return known ? withNeeds(file) : new TreeSet<>();
    }

    @Override
    public boolean isCompiled(String file) {
        return true;
    }

    @Override
    public SortedSet<String> libraryFiles() {
        return new TreeSet<>();
    }

    /** Each file has a target and a header of its name; kernels are in a group, one of them is in none. */
    @Override
    public BazelSources bazel(Collection<String> files) {
        SortedMap<String, SortedSet<String>> targets = new TreeMap<>();
        SortedMap<String, SortedSet<String>> groups = new TreeMap<>();
        SortedMap<String, SortedSet<String>> additions = new TreeMap<>();
        SortedSet<String> headers = new TreeSet<>();
        for (String file : files) {
            int slash = file.lastIndexOf('/');
            String directory = "//" + file.substring(0, slash) + ":";
            String name = file.substring(slash + 1).replace(".cc", "");
            targets.computeIfAbsent(directory + name, key -> new TreeSet<>()).add(file);
            headers.add(directory + name + ".h");
            if (directory.endsWith("/kernels:")) {
                (name.equals("relu_op") ? additions : groups)
                        .computeIfAbsent(directory + "android_extended_ops_group2", key -> new TreeSet<>())
                        .add(file);
            }
        }
        return new BazelSources("//tensorflow/core:android_tensorflow_lib", targets, groups, additions, headers);
    }

    @Override
    public boolean hasMakefile() {
        return true;
    }

    @Override
    public List<BuildGap> gaps(Registration registration) {
        String library = libraries.get(registration.file());
        return library == null ? List.of() : List.of(new BuildGap(BuildGap.Kind.LIBRARY, registration.file(), library));
    }

    private SortedSet<String> withNeeds(String file) {
        SortedSet<String> files = new TreeSet<>(needs.getOrDefault(file, List.of()));
        files.add(file);
        return files;
    }
}
