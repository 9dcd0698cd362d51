package io.github.tfmobile.graph.transform.quantize;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.file.UnreadableException;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Suggestions;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.edit.FreshNames;
import io.github.tfmobile.graph.edit.GraphEditor;
import io.github.tfmobile.graph.problem.TransformProblem;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code freeze_requantization_ranges}: puts Consts in place of RequantizationRange nodes, with the ranges that
 * {@code insert_logging} wrote to {@code min_max_log_file} while the graph ran on sample data
 * (tensorflow/tools/graph_transforms/freeze_requantization_ranges.cc). The outermost {@code min_percentile} and
 * {@code max_percentile} percent (5 by default) of the logged values are left out.
 */
@AutoService(Transform.class)
public final class FreezeRequantizationRanges implements Transform {

    private static final String FILE = "min_max_log_file";

    /** {@code ;name__print__;__requant_min_max:[min][max]}, as the Print op writes it; the rest of the line ends there. */
    private static final Pattern RECORD = Pattern.compile(
            "(?:^|.*;)([^;]*)__print__;__requant_min_max:\\[([^\\[\\];]*)][^\\[\\];]*\\[([^\\[\\];]*)][^\\[\\];]*(?:;.*)?");

    @Override
    public String name() {
        return "freeze_requantization_ranges";
    }

    @Override
    public Set<String> arguments() {
        return Set.of(FILE, "min_percentile", "max_percentile");
    }

    /** What was logged for one node. */
    private record Ranges(List<Float> mins, List<Float> maxs) {}

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        String name = context.required(FILE, "freeze_requantization_ranges(min_max_log_file=\"log.txt\")");
        float minPercentile = context.float32("min_percentile", 5.0f);
        float maxPercentile = context.float32("max_percentile", 5.0f);
        Path file = context.file(name);
        Map<String, Ranges> ranges = read(file, context);
        check(graph, file, ranges, context);
        GraphEditor editor = new GraphEditor(graph);
        FreshNames names = editor.names();
        for (int i = 0; i < graph.size(); i++) {
            Node node = graph.node(i);
            Ranges logged = ranges.get(node.name());
            if (logged == null) {
                continue;
            }
            if (context.protectedNodes().contains(node.name())) {
                context.warn().accept(name() + ": " + node.name() + " stays, it is an input or output of the model");
                continue;
            }
            Collections.sort(logged.mins);
            Collections.sort(logged.maxs);
            int count = logged.mins.size();
            int low = Math.max(0, Math.min(count - 1, Math.round(count * (minPercentile / 100.0f))));
            int high = Math.max(0, Math.min(count - 1, Math.round(count * (1.0f - maxPercentile / 100.0f))));
            Set<NodeInput> controls = Node.controlInputs(List.of(node));
            Node min = constant(node, "/frozen_min", logged.mins.get(low), controls, names);
            Node max = constant(node, "/frozen_max", logged.maxs.get(high), controls, names);
            editor.replace(i, List.of(min, max));
            editor.reroute(new NodeInput(node.name(), 0), new NodeInput(min.name(), 0));
            editor.reroute(new NodeInput(node.name(), 1), new NodeInput(max.name(), 0));
            editor.rerouteControls(node.name(), List.of(min.name()));
        }
        return editor.build();
    }

    private static Node constant(Node node, String suffix, float value, Set<NodeInput> controls, FreshNames names) {
        return Constants.node(names.take(node.name() + suffix), Constants.scalar(value)).toBuilder()
                .device(node.device())
                .addInputs(controls)
                .build();
    }

    private static Map<String, Ranges> read(Path file, TransformContext context) throws ProblemException {
        Map<String, Ranges> ranges = new TreeMap<>();
        // Whatever a device logs besides need not be UTF-8.
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(InputFiles.stream(file, Long.MAX_VALUE), StandardCharsets.ISO_8859_1))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains("__print__;__requant_min_max:")) {
                    Matcher record = RECORD.matcher(line);
                    if (record.matches()) {
                        add(record, ranges);
                    }
                }
            }
        } catch (IOException e) {
            throw UnreadableException.of(file, e).problem(context.transform() + ": min_max_log_file");
        }
        if (ranges.isEmpty()) {
            throw problem(
                    context,
                    file,
                    "finds no ranges in its log file",
                    "lines look like ;node__print__;__requant_min_max:[-1.5][2.5]; insert_logging(op=RequantizationRange,"
                            + " show_name=true, message=\"__requant_min_max:\") makes a graph that writes them");
        }
        return ranges;
    }

    private static void add(Matcher record, Map<String, Ranges> ranges) {
        String name = new String(record.group(1).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        try {
            float min = Float.parseFloat(record.group(2).strip());
            float max = Float.parseFloat(record.group(3).strip());
            Ranges of = ranges.computeIfAbsent(name, key -> new Ranges(new ArrayList<>(), new ArrayList<>()));
            of.mins.add(min);
            of.maxs.add(max);
        } catch (NumberFormatException e) {
            // The original passes over lines whose numbers it cannot read, a cut line at the end of a log mostly.
            return;
        }
    }

    private static void check(Graph graph, Path file, Map<String, Ranges> ranges, TransformContext context)
            throws ProblemException {
        List<Problem> problems = new ArrayList<>();
        Suggestions nodes = new Suggestions(graph::names);
        for (String name : ranges.keySet()) {
            Node node = graph.named(name);
            if (node == null) {
                String question = nodes.question(name);
                problems.add(Problem.of(
                        TransformProblem.LOG_OF_OTHER_GRAPH,
                        context.transform() + " finds a node in its log file that the graph does not have: \"" + name
                                + "\"",
                        Place.of(file),
                        question.isEmpty() ? "use a log of this graph" : question));
            } else if (!node.op().equals("RequantizationRange")) {
                problems.add(Problem.of(
                        TransformProblem.LOG_OF_OTHER_OP,
                        context.transform() + " finds a node in its log file that is a " + node.op()
                                + " and no RequantizationRange: \"" + name + "\"",
                        Place.of(file),
                        "log RequantizationRange nodes alone"));
            }
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
    }

    private static ProblemException problem(TransformContext context, Path file, String what, String remedy) {
        return new ProblemException(
                Problem.of(TransformProblem.LOG_MALFORMED, context.transform() + " " + what, Place.of(file), remedy));
    }
}
