package io.github.tfmobile.registry.file;

import io.github.tfmobile.registry.RegisteredOp;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.WorldRegistration;
import io.github.tfmobile.registry.closure.SourceFactsReader;
import io.github.tfmobile.registry.problem.Place;
import io.github.tfmobile.registry.problem.Problem;
import io.github.tfmobile.registry.problem.ProblemException;
import io.github.tfmobile.registry.progress.Progress;
import io.github.tfmobile.registry.scan.DefineSet;
import io.github.tfmobile.registry.scan.ScannedOp;
import io.github.tfmobile.registry.scan.ScannedRegistration;
import io.github.tfmobile.registry.scan.TreeScan;
import io.github.tfmobile.registry.scan.TreeScanner;
import io.github.tfmobile.registry.target.ProfileWorlds;
import io.github.tfmobile.registry.target.TargetProfile;
import io.github.tfmobile.registry.target.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Makes a registry from a TensorFlow source tree. As a program it makes the registries that come with this library:
 * {@code RegistryBuilder TREE REVISION RELEASE FILE}.
 */
public final class RegistryBuilder {

    /** Code that no library contains: tests, examples and what only tests use. */
    private static final Pattern NOT_IN_A_LIBRARY = Pattern.compile("tensorflow/(?:examples|tools|core/user_ops)/.*"
            + "|.*/(?:testing|tests|testdata|test_kernels|kernel_tests)/.*"
            + "|.*/(?:[^/]*_)?test(?:s|lib|util|_[^/]*|lib_[^/]*)?\\.cc"
            + "|.*_testlib\\.cc|.*/testlib[^/]*\\.cc|.*_test_[^/]*\\.cc");

    private RegistryBuilder() {}

    /**
     * Scans a tree for all target profiles, with and without the macros of {@link ProfileWorlds#toggles}.
     *
     * @param root the root of the tree, the directory that holds {@code tensorflow/}
     * @param revision the commit of the tree; empty when not known
     * @param release what to call the release; empty for what the tree calls itself
     * @param defines further macros to scan each profile with, all at once, as {@code Target} takes them
     * @param progress is told of the files
     * @throws ProblemException when there is no TensorFlow source tree
     */
    public static Registry build(
            Path root, String revision, String release, SortedSet<String> defines, Progress progress)
            throws ProblemException {
        ReleaseFacts facts = new ReleaseFacts(root);
        String name = release.isEmpty() ? facts.release() : release;
        SortedMap<TargetProfile, World> profiles = ProfileWorlds.read(root);
        List<World> full = worlds(profiles.values(), defines);
        TreeScan scan = TreeScanner.scan(root, defineSets(full), progress);
        SortedSet<String> tested = testedMacros(scan, profiles.values(), defines);
        Numbering numbering = new Numbering(full, tested);

        Map<String, Boolean> library = new HashMap<>();
        List<WorldRegistration> registrations = new ArrayList<>();
        for (ScannedRegistration scanned : scan.registrations()) {
            if (library.computeIfAbsent(scanned.registration().file(), RegistryBuilder::isLibraryFile)) {
                registrations.add(new WorldRegistration(scanned.registration(), numbering.map(scanned.worlds())));
            }
        }
        SortedMap<String, RegisteredOp> ops = new TreeMap<>();
        for (ScannedOp scanned : scan.ops()) {
            if (library.computeIfAbsent(scanned.file(), RegistryBuilder::isLibraryFile)) {
                RegisteredOp op = new RegisteredOp(
                        scanned.definition(), scanned.file(), scanned.line(), numbering.map(scanned.worlds()));
                ops.merge(scanned.definition().getName(), op, RegistryBuilder::preferred);
            }
        }
        return new Registry(
                name,
                revision,
                facts.rules(),
                ops.values(),
                profiles,
                tested,
                numbering.worlds,
                registrations,
                SourceFactsReader.read(root, scan, numbering::map),
                unresolved(scan));
    }

    /** Makes one of the registries that come with this library. */
    public static void main(String[] args) throws ProblemException, IOException {
        if (args.length != 4) {
            throw new ProblemException(Problem.of(
                    "four arguments are needed: \"" + String.join(" ", args) + "\"", "TREE REVISION RELEASE FILE"));
        }
        Registry registry = build(Path.of(args[0]), args[1], args[2], new TreeSet<>(), Progress.NONE);
        RegistryFile.write(registry, Path.of(args[3]));
    }

    /** Whether a file is compiled into a library: not a test, not an example. */
    static boolean isLibraryFile(String file) {
        return !NOT_IN_A_LIBRARY.matcher(file).matches();
    }

    /** Of two files that register an op of one name the one of the core counts, and of those the first. */
    private static RegisteredOp preferred(RegisteredOp first, RegisteredOp second) {
        if (first.file().equals(second.file())) {
            BitSet worlds = (BitSet) first.worlds().clone();
            worlds.or(second.worlds());
            return new RegisteredOp(first.def(), first.file(), first.line(), worlds);
        }
        boolean firstIsCore = first.file().startsWith("tensorflow/core/");
        return firstIsCore || !second.file().startsWith("tensorflow/core/") ? first : second;
    }

    private static List<World> worlds(Collection<World> profiles, SortedSet<String> defines) {
        Set<World> worlds = new LinkedHashSet<>(profiles);
        for (String toggle : ProfileWorlds.toggles()) {
            profiles.forEach(world -> worlds.add(world.with(new TreeSet<>(Set.of(toggle)))));
        }
        if (!defines.isEmpty()) {
            profiles.forEach(world -> worlds.add(world.with(defines)));
        }
        return List.copyOf(worlds);
    }

    private static List<DefineSet> defineSets(List<World> worlds) {
        List<DefineSet> sets = new ArrayList<>();
        for (World world : worlds) {
            sets.add(new DefineSet("world " + sets.size(), world.defines(), new TreeSet<>()));
        }
        return sets;
    }

    /** Of the tested macros, those that some profile sets and those that a build could set: not include guards. */
    private static SortedSet<String> testedMacros(
            TreeScan scan, Collection<World> profiles, SortedSet<String> defines) {
        SortedSet<String> tested = new TreeSet<>();
        for (String macro : scan.testedMacros()) {
            boolean guard = macro.endsWith("_H") || macro.endsWith("_H_") || macro.endsWith("_H__");
            boolean set = profiles.stream().anyMatch(world -> world.defines().containsKey(macro))
                    || defines.stream().anyMatch(define -> World.macroOf(define).equals(macro));
            if (set || !guard) {
                tested.add(macro);
            }
        }
        return tested;
    }

    private static List<Problem> unresolved(TreeScan scan) {
        return scan.problems().stream()
                .filter(problem -> {
                    Place place = problem.place();
                    return place == null
                            || isLibraryFile(place.file().toString().replace('\\', '/'));
                })
                .toList();
    }

    /** Worlds that differ only in macros that nothing tests are one. */
    private static final class Numbering {

        private final List<World> worlds = new ArrayList<>();
        private final int[] numbers;

        Numbering(List<World> full, SortedSet<String> tested) {
            numbers = new int[full.size()];
            for (int i = 0; i < numbers.length; i++) {
                World world = full.get(i).restrictedTo(tested);
                if (!worlds.contains(world)) {
                    worlds.add(world);
                }
                numbers[i] = worlds.indexOf(world);
            }
        }

        BitSet map(BitSet scanned) {
            BitSet mapped = new BitSet();
            scanned.stream().forEach(i -> mapped.set(numbers[i]));
            return mapped;
        }
    }
}
