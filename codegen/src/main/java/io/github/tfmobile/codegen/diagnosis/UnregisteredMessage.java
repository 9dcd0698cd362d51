package io.github.tfmobile.codegen.diagnosis;

import io.github.tfmobile.codegen.requirement.MissingKernelReason;
import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.requirement.Unregistered;
import io.github.tfmobile.codegen.text.Names;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * All that is unregistered, as one message: first a line for every op, then what solves several of them, then each with its
 * remedies.
 */
public final class UnregisteredMessage {

    /** Of everything that a message lists, so much and how many more; the table has every op. */
    private static final int MAX_LISTED = 20;

    private static final int MAX_WIDTH = 80;

    private UnregisteredMessage() {}

    /** One exception with a summary and every problem. There must be some. */
    static ProblemException exception(Diagnosis diagnosis) {
        List<Problem> problems = problems(diagnosis);
        List<Problem> shown = problems.subList(0, Math.min(problems.size(), MAX_LISTED));
        StringBuilder head = new StringBuilder(summary(diagnosis.requirements()));
        head.append('\n').append(table(diagnosis));
        shared(diagnosis).forEach(line -> head.append('\n').append(line));
        if (problems.size() > shown.size()) {
            head.append("\n")
                    .append(problems.size() - shown.size())
                    .append(" more are explained in the report; the first ")
                    .append(shown.size())
                    .append(":");
        }
        return ProblemException.all(head.toString(), shown);
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
        return Names.count(ops.size(), "op") + verb(requirements, ops.size()) + " in " + where(requirements)
                + (nodes == 0 ? "" : ": " + Names.count(nodes, "node") + " of " + Names.models(models));
    }

    private static String where(Requirements requirements) {
        List<String> places = new ArrayList<>();
        if (requirements.unregistered().stream()
                .anyMatch(problem -> !problem.why().ofLite())) {
            places.add("TensorFlow " + requirements.release() + " for " + requirements.target() + " (kernels: "
                    + Names.plain(requirements.list().name()) + ")");
        }
        if (requirements.unregistered().stream()
                .anyMatch(problem -> problem.why().ofLite())) {
            places.add(requirements.lite().text());
        }
        return String.join(" and ", places);
    }

    private static String verb(Requirements requirements, int ops) {
        boolean allHaveKernels = requirements.unregistered().stream()
                .allMatch(problem -> problem.why() instanceof MissingKernelReason.NeverReady
                        || problem.why() instanceof MissingKernelReason.ReadsFiles);
        return allHaveKernels ? " cannot run" : ops == 1 ? " is not registered" : " are not registered";
    }

    /** A line for each op and set of attrs, in columns. */
    private static String table(Diagnosis diagnosis) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("op", "nodes", "models", "reason"));
        for (DiagnosedProblem problem : diagnosis.problems()) {
            Unregistered unregistered = problem.unregistered();
            rows.add(List.of(
                    name(unregistered),
                    unregistered.uses().isEmpty()
                            ? "-"
                            : String.valueOf(unregistered.uses().size()),
                    unregistered.models().isEmpty() ? "every" : Names.list(unregistered.models(), MAX_LISTED),
                    unregistered.why().kind()));
        }
        int[] widths = new int[3];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], Math.min(row.get(i).length(), MAX_WIDTH));
            }
        }
        return rows.stream()
                .map(row -> {
                    StringBuilder line = new StringBuilder("  ");
                    for (int i = 0; i < widths.length; i++) {
                        String cell = row.get(i);
                        line.append(cell).append(" ".repeat(Math.max(0, widths[i] - cell.length()) + 2));
                    }
                    return line.append(row.get(widths.length)).toString();
                })
                .collect(Collectors.joining("\n"));
    }

    private static List<String> shared(Diagnosis diagnosis) {
        List<String> lines = new ArrayList<>();
        int count = diagnosis.problems().size();
        diagnosis.shared().stream().limit(MAX_LISTED).forEach(shared -> {
            SortedSet<String> ops = new TreeSet<>();
            shared.solves().forEach(problem -> ops.add(problem.op()));
            lines.add("- solves " + shared.solves().size() + " of " + count + " (" + Names.list(ops, MAX_LISTED) + "): "
                    + cut(shared.remedy().withSettings()).replace("\n", "\n  "));
        });
        return lines;
    }

    /** A problem for each op and set of attrs, sorted by op; what several have in common is not among their remedies. */
    public static List<Problem> problems(Diagnosis diagnosis) {
        List<Remedy> shared =
                diagnosis.shared().stream().map(SharedRemedy::remedy).toList();
        List<Problem> problems = new ArrayList<>();
        for (DiagnosedProblem problem : diagnosis.problems()) {
            List<Remedy> own = problem.remedies().stream()
                    .filter(remedy -> !shared.contains(remedy))
                    .toList();
            problems.add(Problem.of(
                    problem.unregistered().why().code(),
                    title(problem.unregistered()),
                    text(problem.unregistered(), own)));
        }
        return problems;
    }

    private static String name(Unregistered problem) {
        String attrs =
                problem.attrs().entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(", "));
        return Names.plain(problem.op()) + (attrs.isEmpty() ? "" : " with " + attrs);
    }

    private static String title(Unregistered problem) {
        return name(problem)
                + (problem.uses().isEmpty()
                        ? ""
                        : ": " + Names.count(problem.uses().size(), "node") + " of " + Names.models(problem.models()));
    }

    private static String text(Unregistered problem, List<Remedy> remedies) {
        List<String> lines = new ArrayList<>();
        if (!problem.uses().isEmpty()) {
            lines.add("nodes: " + nodes(problem));
        }
        lines.add("why: " + problem.why().text());
        boolean attrsMatter = !(problem.why() instanceof MissingKernelReason.NeverReady
                || problem.why() instanceof MissingKernelReason.ReadsFiles);
        if (attrsMatter && !problem.registered().isEmpty()) {
            lines.add("registered: " + String.join("; ", problem.registered()));
        }
        remedies.stream().limit(MAX_LISTED).forEach(remedy -> lines.add("- " + line(remedy)));
        if (remedies.size() > MAX_LISTED) {
            lines.add("and " + (remedies.size() - MAX_LISTED) + " more, see the report");
        }
        return String.join("\n", lines);
    }

    private static String line(Remedy remedy) {
        return cut(remedy.withSettings() + (remedy.tried() ? "" : " (not tried)"))
                .replace("\n", "\n  ");
    }

    /** A text of many lines, as a list of files has, without those in the middle; the report has them all. */
    private static String cut(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() <= MAX_LISTED + 2) {
            return text;
        }
        List<String> shown = new ArrayList<>(lines.subList(0, MAX_LISTED + 1));
        shown.add("  and " + (lines.size() - MAX_LISTED - 2) + " more, see the report");
        shown.add(lines.get(lines.size() - 1));
        return String.join("\n", shown);
    }

    private static String nodes(Unregistered problem) {
        boolean several = problem.models().size() > 1;
        String shown = problem.uses().stream()
                .limit(MAX_LISTED)
                .map(use -> use.text() + (several ? " of " + Names.quoted(use.model()) : ""))
                .collect(Collectors.joining(", "));
        int rest = problem.uses().size() - MAX_LISTED;
        return rest > 0 ? shown + " and " + rest + " more" : shown;
    }
}
