package io.github.tfmobile.codegen.diagnosis;

import io.github.tfmobile.codegen.requirement.Unregistered;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers remedies, each with the problems that it is for. */
final class Proposals {

    private record Proposal(Remedy remedy, List<Unregistered> solves) {}

    private final List<Proposal> proposals = new ArrayList<>();

    /** A remedy that solves these problems. */
    void add(Remedy remedy, Collection<Unregistered> solves) {
        proposals.add(new Proposal(remedy, List.copyOf(solves)));
    }

    /** A remedy for one problem. */
    void add(Remedy remedy, Unregistered problem) {
        add(remedy, List.of(problem));
    }

    /**
     * A remedy that was tried, for those of the open problems that it solves; they are open no more.
     *
     * @param outcome what came of it; null when it could not be tried
     */
    void addFirst(Remedy remedy, Trials.@Nullable Outcome outcome, List<Unregistered> open) {
        if (outcome == null || !outcome.helps()) {
            return;
        }
        List<Unregistered> solved =
                outcome.solved().stream().filter(open::contains).toList();
        if (!solved.isEmpty()) {
            add(remedy, solved);
            open.removeAll(solved);
        }
    }

    /** Whether another build that was tried solves the problem: a strip takes it out of the model. */
    boolean isSolvedByBuild(Unregistered problem) {
        return proposals.stream()
                .anyMatch(proposal -> proposal.remedy().tried()
                        && proposal.remedy().model() == null
                        && proposal.solves().contains(problem));
    }

    /** Whether anything is said about the problem. */
    boolean isAnswered(Unregistered problem) {
        return proposals.stream().anyMatch(proposal -> proposal.solves().contains(problem));
    }

    /** The remedies of one problem: what was tried first, then what solves more, then in the order of adding. */
    List<Remedy> of(Unregistered problem) {
        return proposals.stream()
                .filter(proposal -> proposal.solves().contains(problem))
                .sorted(Comparator.comparing(
                                (Proposal proposal) -> !proposal.remedy().tried())
                        .thenComparing(proposal -> -proposal.solves().size()))
                .map(Proposal::remedy)
                .distinct()
                .toList();
    }

    /** The remedies that were tried and solve several problems, those that solve most first. */
    List<SharedRemedy> shared() {
        Map<Remedy, List<Unregistered>> shared = new LinkedHashMap<>();
        for (Proposal proposal : proposals) {
            if (proposal.remedy().tried() && proposal.solves().size() > 1) {
                shared.putIfAbsent(proposal.remedy(), proposal.solves());
            }
        }
        return shared.entrySet().stream()
                .map(entry -> new SharedRemedy(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(
                        (SharedRemedy remedy) -> -remedy.solves().size()))
                .toList();
    }
}
