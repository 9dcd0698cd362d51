package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** All that is unregistered, as one message. */
public final class UnregisteredMessage {

    private static final int NODES_SHOWN = 3;

    private UnregisteredMessage() {}

    /** One exception with a summary and every problem. There must be some. */
    static ProblemException exception(Requirements requirements) {
        return ProblemException.all(summary(requirements), problems(requirements));
    }

    /** Counts, target and models in one sentence without a full stop. */
    public static String summary(Requirements requirements) {
        SortedSet<String> ops = new TreeSet<>();
        SortedSet<String> models = new TreeSet<>();
        for (Unregistered problem : requirements.unregistered()) {
            ops.add(problem.op());
            models.addAll(problem.models());
        }
        int nodes = requirements.unregisteredNodes();
        return Names.count(ops.size(), "op") + (ops.size() == 1 ? " is" : " are") + " not registered in TensorFlow "
                + requirements.release() + " for " + requirements.target() + " (kernels: "
                + Names.plain(requirements.list().name()) + ")"
                + (nodes == 0 ? "" : ": " + Names.count(nodes, "node") + " of " + Names.models(models));
    }

    /** A problem for each op and set of attrs, sorted by op. */
    public static List<Problem> problems(Requirements requirements) {
        List<Problem> problems = new ArrayList<>();
        for (Unregistered unregistered : requirements.unregistered()) {
            problems.add(Problem.of(title(unregistered), text(unregistered)));
        }
        return problems;
    }

    private static String title(Unregistered problem) {
        String attrs =
                problem.attrs().entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(", "));
        return Names.plain(problem.op())
                + (attrs.isEmpty() ? "" : " with " + attrs)
                + (problem.uses().isEmpty()
                        ? ""
                        : ": " + Names.count(problem.uses().size(), "node") + " of " + Names.models(problem.models()));
    }

    private static String text(Unregistered problem) {
        List<String> lines = new ArrayList<>();
        if (!problem.uses().isEmpty()) {
            lines.add("nodes: " + nodes(problem));
        }
        lines.add("why: " + problem.why().text());
        if (!problem.registered().isEmpty()) {
            lines.add("registered: " + String.join("; ", problem.registered()));
        }
        for (Remedy remedy : problem.remedies()) {
            lines.add("- " + remedy.text().replace("\n", "\n  "));
        }
        return String.join("\n", lines);
    }

    private static String nodes(Unregistered problem) {
        boolean several = problem.models().size() > 1;
        String shown = problem.uses().stream()
                .limit(NODES_SHOWN)
                .map(use -> use.text() + (several ? " of " + Names.quoted(use.model()) : ""))
                .collect(Collectors.joining(", "));
        int rest = problem.uses().size() - NODES_SHOWN;
        return rest > 0 ? shown + " and " + rest + " more" : shown;
    }
}
