package io.github.tfmobile.registry.build;

import io.github.tfmobile.common.file.FileRecord;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.registry.ConditionalRegistration;
import io.github.tfmobile.registry.MacroEffects;
import io.github.tfmobile.registry.RegisteredOp;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.RuntimeOps;
import io.github.tfmobile.registry.SourceFacts;
import io.github.tfmobile.registry.bazel.BuildConfiguration;
import io.github.tfmobile.registry.bazel.BuildTree;
import io.github.tfmobile.registry.bazel.link.PublishedBinary;
import io.github.tfmobile.registry.file.RegistryFile;
import io.github.tfmobile.registry.library.MissingDependencies;
import io.github.tfmobile.registry.link.MobileBuildReader;
import io.github.tfmobile.registry.link.SourceFactsReader;
import io.github.tfmobile.registry.problem.RegistryProblem;
import io.github.tfmobile.registry.scan.TreeScanner;
import io.github.tfmobile.registry.scan.result.DefineImpactScan;
import io.github.tfmobile.registry.scan.result.ScannedOp;
import io.github.tfmobile.registry.scan.result.ScannedRegistration;
import io.github.tfmobile.registry.scan.result.TreeScan;
import io.github.tfmobile.registry.target.Configuration;
import io.github.tfmobile.registry.target.PresenceCondition;
import io.github.tfmobile.registry.target.ProfileConfigurations;
import io.github.tfmobile.registry.target.TargetProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
import java.util.function.Predicate;

/**
 * Makes a registry from a TensorFlow source tree. As a program it makes the registries that come with this library:
 * {@code RegistryBuilder [--without-macros] TREE REVISION RELEASE FILE}.
 */
public final class RegistryBuilder {

    private static final String CORE = "tensorflow/core/";

    /** Leaves out what macros do that no profile has, which takes much more time and memory than the scan. */
    private static final String WITHOUT_MACROS = "--without-macros";

    private RegistryBuilder() {}

    /**
     * Scans a tree for all target profiles, with and without the macros of {@link ProfileConfigurations#toggles}.
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
        return build(root, revision, release, defines, false, progress);
    }

    /**
     * Scans a tree as {@link #build(Path, String, String, SortedSet, Progress)} does, and finds out besides what every
     * macro does that a source tests.
     *
     * @throws ProblemException when there is no TensorFlow source tree
     */
    public static Registry buildWithEffects(Path root, String revision, String release, Progress progress)
            throws ProblemException {
        return build(root, revision, release, new TreeSet<>(), true, progress);
    }

    private static Registry build(
            Path root,
            String revision,
            String release,
            SortedSet<String> defines,
            boolean withEffects,
            Progress progress)
            throws ProblemException {
        TreeScanner.requireTree(root);
        ReleaseFacts facts = new ReleaseFacts(root);
        String name = release.isEmpty() ? facts.release() : release;
        SortedMap<TargetProfile, Configuration> profiles = ProfileConfigurations.read(root);
        List<Configuration> full = configurations(profiles.values(), defines);
        BuildTree tree = new BuildTree(root, BuildConfiguration.linux());
        CompletableFuture<Optional<PublishedBinary>> linking =
                CompletableFuture.supplyAsync(FileRecord.handOn(() -> PublishedBinary.of(tree)));
        Predicate<String> settable = macro -> isSettable(macro, profiles.values(), defines);
        DefineImpactScan effects = withEffects
                ? TreeScanner.scanEffects(root, full, settable, progress)
                : DefineImpactScan.without(TreeScanner.scan(root, full, progress));
        TreeScan scan = effects.scan();
        SortedSet<String> tested = new TreeSet<>(scan.testedMacros());
        tested.removeIf(settable.negate());
        ConfigurationIndex numbers = new ConfigurationIndex(full, tested);

        List<Problem> problems = new ArrayList<>(unresolved(scan));
        FilePresence files = new FilePresence(scan, DefineImpactRecorder.files(effects), numbers, linking.join());
        problems.addAll(files.problems());

        List<ConditionalRegistration> registrations = new ArrayList<>();
        for (ScannedRegistration scanned : scan.registrations()) {
            PresenceCondition presence = files.with(scanned.registration().file(), scanned.presence());
            if (!presence.isEmpty()) {
                registrations.add(new ConditionalRegistration(scanned.registration(), presence));
            }
        }
        SortedMap<String, RegisteredOp> ops = new TreeMap<>();
        for (ScannedOp scanned : scan.ops()) {
            PresenceCondition presence = files.with(scanned.file(), scanned.presence());
            if (!presence.isEmpty()) {
                RegisteredOp op = new RegisteredOp(scanned.definition(), scanned.file(), scanned.line(), presence);
                ops.merge(scanned.definition().getName(), op, RegistryBuilder::preferred);
            }
        }
        SourceFactsReader reader = new SourceFactsReader(scan.sources(), tree, withEffects);
        SourceFacts read = reader.read(scan, numbers::of);
        SourceFacts sources = read.withMissing(MissingDependencies.of(root, tree, scan, profiles, read.stockLists()));
        RuntimeOps runtimeOps = RuntimeOpsReader.read(facts, ops, registrations);
        Collection<RegisteredOp> allOps = ops.values();
        MacroEffects macros = MacroEffects.none(numbers.configurations().size());
        if (withEffects) {
            DefineImpactRecorder recorder = new DefineImpactRecorder(effects, numbers, files, tested);
            recorder.record(registrations, ops, sources, reader);
            registrations = recorder.registrations();
            allOps = recorder.ops();
            sources = recorder.sources();
            macros = recorder.effects();
        }
        sources = sources.withMobile(MobileBuildReader.read(tree, scan, profiles, sources));
        problems.addAll(tree.problems());
        return new Registry(
                name,
                revision,
                facts.rules(),
                allOps,
                profiles,
                tested,
                numbers.configurations(),
                registrations,
                runtimeOps,
                sources,
                macros,
                problems);
    }

    /** Makes one of the registries that come with this library. */
    public static void main(String[] args) throws ProblemException, IOException {
        boolean withEffects = args.length == 0 || !args[0].equals(WITHOUT_MACROS);
        int first = withEffects ? 0 : 1;
        if (args.length - first != 4) {
            throw new ProblemException(Problem.of(
                    RegistryProblem.SCAN_ARGUMENTS,
                    "four arguments are needed, or five with " + WITHOUT_MACROS + ": \"" + String.join(" ", args) + '"',
                    "[" + WITHOUT_MACROS + "] TREE REVISION RELEASE FILE"));
        }
        Path root = Path.of(args[first]);
        String revision = args[first + 1];
        String release = args[first + 2];
        Registry registry = withEffects
                ? buildWithEffects(root, revision, release, Progress.NONE)
                : build(root, revision, release, new TreeSet<>(), Progress.NONE);
        RegistryFile.write(registry, Path.of(args[first + 3]));
    }

    /** Of two files that register an op of one name the one of the core counts, and of those the first. */
    static RegisteredOp preferred(RegisteredOp first, RegisteredOp second) {
        boolean firstIsCore = first.file().startsWith(CORE);
        RegisteredOp chosen = firstIsCore || !second.file().startsWith(CORE) ? first : second;
        if (!first.file().equals(second.file()) && !first.def().equals(second.def())) {
            return chosen;
        }
        return new RegisteredOp(
                chosen.def(), chosen.file(), chosen.line(), first.presence().or(second.presence()));
    }

    private static List<Configuration> configurations(Collection<Configuration> profiles, SortedSet<String> defines) {
        Set<Configuration> configurations = new LinkedHashSet<>(profiles);
        for (String toggle : ProfileConfigurations.toggles()) {
            profiles.forEach(configuration -> configurations.add(configuration.with(new TreeSet<>(Set.of(toggle)))));
        }
        if (!defines.isEmpty()) {
            profiles.forEach(configuration -> configurations.add(configuration.with(defines)));
        }
        return List.copyOf(configurations);
    }

    /** Whether a tested macro is one that some profile sets or that a build could set: not an include guard. */
    private static boolean isSettable(String macro, Collection<Configuration> profiles, SortedSet<String> defines) {
        boolean guard = macro.endsWith("_H") || macro.endsWith("_H_") || macro.endsWith("_H__");
        return !guard
                || profiles.stream()
                        .anyMatch(configuration -> configuration.defines().containsKey(macro))
                || defines.stream()
                        .anyMatch(define -> Configuration.macroOf(define).equals(macro));
    }

    private static List<Problem> unresolved(TreeScan scan) {
        return scan.problems().stream()
                .filter(problem -> {
                    Place place = problem.place();
                    return place == null
                            || FilePresence.isLibraryFile(
                                    place.file().toString().replace('\\', '/'));
                })
                .toList();
    }
}
