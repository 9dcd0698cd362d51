package io.github.tfmobile.codegen.diagnosis;

import io.github.tfmobile.codegen.requirement.RequirementRequest;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.common.problem.ProblemException;
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
