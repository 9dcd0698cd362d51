package io.github.tfmobile.registry.file;

import io.github.tfmobile.registry.RegisteredOp;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.WorldRegistration;
import io.github.tfmobile.registry.build.BuildConfiguration;
import io.github.tfmobile.registry.build.BuildTree;
import io.github.tfmobile.registry.build.PublishedBinary;
import io.github.tfmobile.registry.closure.SourceFacts;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * Makes a registry from a TensorFlow source tree. As a program it makes the registries that come with this library:
 * {@code RegistryBuilder TREE REVISION RELEASE FILE}.
 */
public final class RegistryBuilder {

    private static final String CORE = "tensorflow/core/";

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
        BuildTree tree = new BuildTree(root, BuildConfiguration.linux());
        CompletableFuture<Optional<PublishedBinary>> linking =
                CompletableFuture.supplyAsync(() -> PublishedBinary.of(tree));
        TreeScan scan = TreeScanner.scan(root, defineSets(full), progress);
        SortedSet<String> tested = testedMacros(scan, profiles.values(), defines);
        WorldNumbers numbers = new WorldNumbers(full, tested);

        List<Problem> problems = new ArrayList<>(unresolved(scan));
        FileWorlds files = new FileWorlds(scan, numbers, linking.join());
        problems.addAll(files.problems());

        List<WorldRegistration> registrations = new ArrayList<>();
        SortedSet<String> opsWithKernel = new TreeSet<>();
        for (ScannedRegistration scanned : scan.registrations()) {
            BitSet worlds = files.with(scanned.registration().file(), scanned.worlds());
            if (!worlds.isEmpty()) {
                registrations.add(new WorldRegistration(scanned.registration(), worlds));
                opsWithKernel.add(scanned.registration().op());
            }
        }
        SortedMap<String, RegisteredOp> ops = new TreeMap<>();
        for (ScannedOp scanned : scan.ops()) {
            BitSet worlds = files.with(scanned.file(), scanned.worlds());
            if (!worlds.isEmpty()) {
                RegisteredOp op = new RegisteredOp(scanned.definition(), scanned.file(), scanned.line(), worlds);
                ops.merge(scanned.definition().getName(), op, RegistryBuilder::preferred);
            }
        }
        SourceFacts sources = SourceFactsReader.read(root, scan, tree, numbers::of);
        problems.addAll(tree.problems());
        return new Registry(
                name,
                revision,
                facts.rules(),
                ops.values(),
                profiles,
                tested,
                numbers.worlds(),
                registrations,
                RuntimeOpsReader.read(facts, ops.keySet(), opsWithKernel),
                sources,
                problems);
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

    /** Of two files that register an op of one name the one of the core counts, and of those the first. */
    private static RegisteredOp preferred(RegisteredOp first, RegisteredOp second) {
        boolean firstIsCore = first.file().startsWith(CORE);
        RegisteredOp chosen = firstIsCore || !second.file().startsWith(CORE) ? first : second;
        if (!first.file().equals(second.file()) && !first.def().equals(second.def())) {
            return chosen;
        }
        BitSet worlds = (BitSet) first.worlds().clone();
        worlds.or(second.worlds());
        return new RegisteredOp(chosen.def(), chosen.file(), chosen.line(), worlds);
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
                            || FileWorlds.isLibraryFile(place.file().toString().replace('\\', '/'));
                })
                .toList();
    }
}
