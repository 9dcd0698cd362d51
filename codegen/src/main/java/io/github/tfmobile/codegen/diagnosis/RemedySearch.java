package io.github.tfmobile.codegen.diagnosis;

import io.github.tfmobile.codegen.requirement.RequirementRequest;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.requirement.Unregistered;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks for what would make unregistered ops go away. What can be tried is: a remedy is proposed when with it the problem is
 * gone and no other has come. The rest are hints.
 */
final class RemedySearch {

    private final Requirements requirements;
    private final Trials trials;
    private final Alternatives alternatives;

    RemedySearch(RequirementRequest request, Requirements requirements, Alternatives alternatives) {
        this.requirements = requirements;
        this.trials = new Trials(request, requirements);
        this.alternatives = alternatives;
    }

    Diagnosis diagnosis() {
        Proposals proposals = new Proposals();
        BuildRemedies builds = new BuildRemedies(trials, alternatives);
        ModelRemedies models = new ModelRemedies(trials);
        models.proposeOfUnneeded(proposals);
        builds.proposeOfRelease(proposals);
        models.propose(proposals);
        builds.proposeNewerReleases(proposals);
        new LiteRemedies(trials).propose(proposals);
        Hints hints = new Hints(trials.request());
        List<DiagnosedProblem> diagnosed = new ArrayList<>();
        for (Unregistered problem : trials.problems()) {
            hints.propose(problem, proposals);
            diagnosed.add(new DiagnosedProblem(problem, proposals.of(problem)));
        }
        return new Diagnosis(requirements, diagnosed, proposals.shared());
    }
}
