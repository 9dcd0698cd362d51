package io.github.tfmobile.codegen.diagnosis;

import io.github.tfmobile.codegen.requirement.Agreement;
import io.github.tfmobile.codegen.requirement.MissingKernelReason;
import io.github.tfmobile.codegen.requirement.RequirementRequest;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.requirement.Unregistered;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.file.BundledRegistries;
import java.util.ArrayList;
import java.util.List;

/**
 * The one analysis that all outputs are made from, and what can be done about what is unregistered in it.
 *
 * @param requirements what the models need of the target
 * @param problems what is unregistered, sorted by op and attrs, each with its remedies
 * @param shared the remedies that solve several problems, those that solve most first
 */
public record Diagnosis(Requirements requirements, List<DiagnosedProblem> problems, List<SharedRemedy> shared) {

    /** Copies the lists. */
    public Diagnosis {
        problems = List.copyOf(problems);
        shared = List.copyOf(shared);
    }

    /**
     * Analyses the models, and looks for remedies where something is unregistered.
     *
     * @param alternatives the other builds that remedies are tried with
     * @throws ProblemException when an include is wrong or changes nothing, or a graph's functions nest without end; what
     *     is unregistered is no exception but a part of the result
     */
    public static Diagnosis of(RequirementRequest request, Alternatives alternatives) throws ProblemException {
        Requirements requirements = Requirements.of(request);
        return requirements.unregistered().isEmpty()
                ? new Diagnosis(requirements, List.of(), List.of())
                : new RemedySearch(request, requirements, alternatives).diagnosis();
    }

    /**
     * Analyses the models for a release of which nothing is known but the releases before and after it.
     *
     * @param release the release
     * @param before the request of the last known release before it
     * @param after that of the first known one after it
     * @throws ProblemException as {@link #of} does
     */
    public static Diagnosis between(
            String release, RequirementRequest before, RequirementRequest after, Alternatives alternatives)
            throws ProblemException {
        Diagnosis known = of(before, alternatives);
        Requirements agreed = Agreement.of(release, known.requirements(), Requirements.of(after));
        List<DiagnosedProblem> problems = new ArrayList<>();
        for (Unregistered problem : agreed.unregistered()) {
            problems.add(new DiagnosedProblem(
                    problem,
                    problem.why() instanceof MissingKernelReason.ReleasesDiffer
                            ? List.of(Remedy.hint("scan", BundledRegistries.HOW_TO_SCAN))
                            : known.remedies(problem)));
        }
        List<SharedRemedy> shared = new ArrayList<>();
        for (SharedRemedy remedy : known.shared()) {
            List<Unregistered> solves = agreed.unregistered().stream()
                    .filter(problem -> remedy.solves().stream().anyMatch(problem::isSameAs))
                    .toList();
            if (solves.size() > 1) {
                shared.add(new SharedRemedy(remedy.remedy(), solves));
            }
        }
        return new Diagnosis(agreed, problems, shared);
    }

    private List<Remedy> remedies(Unregistered problem) {
        return problems.stream()
                .filter(known -> known.unregistered().isSameAs(problem))
                .map(DiagnosedProblem::remedies)
                .findFirst()
                .orElse(List.of());
    }

    /** Whether every node has a kernel. */
    public boolean passed() {
        return problems.isEmpty();
    }

    /**
     * Does nothing when every node has a kernel.
     *
     * @throws ProblemException one message with all that is unregistered
     */
    public void requireAllRegistered() throws ProblemException {
        if (!passed()) {
            throw UnregisteredMessage.exception(this);
        }
    }
}
