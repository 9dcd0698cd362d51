package io.github.tfmobile.codegen.diagnosis;

import io.github.tfmobile.codegen.requirement.MissingKernelReason;
import io.github.tfmobile.codegen.requirement.RequirementRequest;
import io.github.tfmobile.codegen.requirement.Unregistered;
import io.github.tfmobile.codegen.target.BuildGap;
import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.codegen.text.Names;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.target.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tries other builds for the same models: other types, other files, a newer release. */
final class BuildRemedies {

    private final Trials trials;
    private final Alternatives alternatives;
    private final RequirementRequest request;
    /** What other builds of the same release solve. */
    private final Set<Unregistered> ofRelease = new HashSet<>();

    BuildRemedies(Trials trials, Alternatives alternatives) {
        this.trials = trials;
        this.alternatives = alternatives;
        this.request = trials.request();
    }

    /** Other types and other files of the same release. */
    void proposeOfRelease(Proposals proposals) {
        types(proposals);
        files(proposals);
        trials.problems().stream().filter(proposals::isSolvedByBuild).forEach(ofRelease::add);
    }

    private void types(Proposals proposals) {
        for (Types types : alternatives.types(request)) {
            Trials.Outcome outcome = tried(withTypes(request, types));
            if (outcome != null && outcome.helps()) {
                proposals.add(typesRemedy(types), outcome.solved());
            }
        }
    }

    private Remedy typesRemedy(Types types) {
        return Remedy.tried(
                "types",
                "set types to " + types.id() + ", with which "
                        + request.kernels().target().platform().id() + " registers a kernel for it",
                SettingChange.of("types", types.id()));
    }

    private void files(Proposals proposals) {
        if (request.list().files() == null) {
            return;
        }
        KernelList everything = KernelList.available();
        if (request.list().isStock()) {
            Trials.Outcome outcome = tried(request.withList(everything));
            if (outcome != null && outcome.helps()) {
                proposals.add(
                        Remedy.tried(
                                "kernels",
                                "build with the generated tf_op_files.txt in place of the stock one, and set kernels to"
                                        + " available",
                                SettingChange.of("kernels", "available")),
                        outcome.solved());
            }
        }
        for (Unregistered problem : trials.problems()) {
            if (cause(problem) instanceof MissingKernelReason.NotListed notListed) {
                file(problem, notListed, proposals);
            }
        }
    }

    /** The files alone where they help, else with other types. */
    private void file(Unregistered problem, MissingKernelReason.NotListed why, Proposals proposals) {
        SortedSet<String> files = new TreeSet<>(request.sources().kernelFiles(why.registration()));
        files.addAll(request.sources().opFiles(why.registration().op()));
        files.removeIf(request.list()::contains);
        files.addAll(why.files());
        String lines = files.stream().map(file -> "\n  " + file).collect(Collectors.joining());
        String add = request.list().isStock()
                ? "compile these files, too"
                : "add to " + Names.quoted(request.list().name());
        List<BuildGap> gaps = request.sources().gaps(why.registration());
        String wants = gaps.isEmpty() ? "" : "\nand " + BuildGap.steps(gaps);
        RequirementRequest changed = request.withList(request.list().with(files));
        if (solves(changed, problem)) {
            proposals.add(new Remedy("file", wants.isEmpty(), add + ":" + lines + wants, null, List.of()), problem);
            return;
        }
        for (Types types : alternatives.types(request)) {
            if (solves(withTypes(changed, types), problem)) {
                proposals.add(
                        Remedy.tried(
                                "file",
                                add + ":" + lines + "\nand set types to " + types.id(),
                                SettingChange.of("types", types.id())),
                        problem);
                return;
            }
        }
    }

    private boolean solves(@Nullable RequirementRequest changed, Unregistered problem) {
        Trials.Outcome outcome = tried(changed);
        return outcome != null && outcome.solved().contains(problem);
    }

    /**
     * For each problem that no other build of the same release solves, the first release in which it is gone and nothing else
     * has come.
     */
    void proposeNewerReleases(Proposals proposals) {
        List<Unregistered> open = new ArrayList<>(trials.problems());
        open.removeIf(ofRelease::contains);
        for (String release : alternatives.newerReleases(request)) {
            if (open.isEmpty()) {
                return;
            }
            proposals.addFirst(
                    Remedy.tried(
                            "release",
                            "use a newer TensorFlow: " + release
                                    + " is the first bundled release in which this target has a kernel for it",
                            SettingChange.of("tensorflowVersion", release)),
                    tried(withRelease(release)),
                    open);
        }
    }

    private Trials.@Nullable Outcome tried(@Nullable RequirementRequest changed) {
        return changed == null ? null : trials.ofBuild(changed);
    }

    private @Nullable RequirementRequest withTypes(RequirementRequest base, Types types) {
        try {
            return alternatives.withTypes(base, types);
        } catch (ProblemException e) {
            return null; // a define of the target that does nothing there
        }
    }

    private @Nullable RequirementRequest withRelease(String release) {
        try {
            return alternatives.withRelease(request, release);
        } catch (ProblemException e) {
            return null; // a release that knows no such target is of no help
        }
    }

    static MissingKernelReason cause(Unregistered problem) {
        return problem.why() instanceof MissingKernelReason.RuntimeNeeds runtime ? runtime.cause() : problem.why();
    }
}
