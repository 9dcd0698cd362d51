package io.github.tfmobile.codegen.diagnosis;

import io.github.tfmobile.codegen.model.FinalModel;
import io.github.tfmobile.codegen.model.NodeUse;
import io.github.tfmobile.codegen.requirement.RequirementRequest;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.requirement.Unregistered;
import io.github.tfmobile.common.problem.ProblemException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Analyses the models once more with something changed, and compares what is unregistered then with what was. */
final class Trials {

    private final RequirementRequest request;
    private final List<Unregistered> before;

    Trials(RequirementRequest request, Requirements requirements) {
        this.request = request;
        this.before = requirements.unregistered();
    }

    /** What was checked. */
    RequirementRequest request() {
        return request;
    }

    /** What is unregistered. */
    List<Unregistered> problems() {
        return before;
    }

    /**
     * What a change does.
     *
     * @param solved the problems that are gone
     * @param others how many problems there are that there were not
     */
    record Outcome(List<Unregistered> solved, int others) {

        /** Whether something is solved and nothing else broken. */
        boolean helps() {
            return others == 0 && !solved.isEmpty();
        }
    }

    /** Another build for the same models; null when it cannot be made. */
    @Nullable
    Outcome ofBuild(RequirementRequest changed) {
        return outcome(changed, before);
    }

    /** Another form of one model; what the other models need does not change. Null when it cannot be analysed. */
    @Nullable
    Outcome ofModel(FinalModel changed) {
        List<Unregistered> ofModel = before.stream()
                .filter(problem -> problem.models().contains(changed.name()))
                .toList();
        return outcome(request.withModels(List.of(changed)), ofModel);
    }

    private static @Nullable Outcome outcome(RequirementRequest changed, List<Unregistered> problems) {
        List<Unregistered> after;
        try {
            after = Requirements.of(changed).unregistered();
        } catch (ProblemException e) {
            return null; // an include that changes nothing there, for instance
        }
        List<Unregistered> solved = new ArrayList<>(problems);
        int others = 0;
        for (Unregistered left : after) {
            boolean known = false;
            for (Unregistered problem : problems) {
                if (isOf(problem, left)) {
                    known = true;
                    solved.remove(problem);
                }
            }
            others += known ? 0 : 1;
        }
        return new Outcome(List.copyOf(solved), others);
    }

    /** Whether the second is what is left of the first: of the same op, and a node of its or no node at all. */
    private static boolean isOf(Unregistered problem, Unregistered left) {
        if (!problem.op().equals(left.op())) {
            return false;
        }
        if (left.uses().isEmpty() || problem.uses().isEmpty()) {
            return problem.attrs().equals(left.attrs());
        }
        Set<NodeUse> uses = new HashSet<>(problem.uses());
        return left.uses().stream().anyMatch(uses::contains);
    }
}
