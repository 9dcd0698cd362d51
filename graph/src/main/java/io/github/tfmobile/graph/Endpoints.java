package io.github.tfmobile.graph;

import io.github.tfmobile.common.problem.GoalName;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.common.problem.Suggestions;
import io.github.tfmobile.graph.problem.GraphProblem;
import java.util.ArrayList;
import java.util.List;

/**
 * A model's inputs and outputs.
 *
 * @param inputs the tensors that are fed
 * @param outputs the tensors that are fetched
 */
public record Endpoints(List<InputSpec> inputs, List<NodeInput> outputs) {

    /** Copies the lists. */
    public Endpoints {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * Reads both lists: inputs as {@link InputSpec#parse(List)} does, outputs as comma-separated
     * {@code node[:port]}.
     *
     * @throws ProblemException with everything that is wrong in either
     */
    public static Endpoints parse(List<String> inputs, List<String> outputs) throws ProblemException {
        List<Problem> problems = new ArrayList<>();
        List<InputSpec> in = List.of();
        try {
            in = InputSpec.parse(inputs);
        } catch (ProblemException e) {
            problems.addAll(e.problems());
        }
        List<NodeInput> out = List.of();
        try {
            out = parseOutputs(outputs);
        } catch (ProblemException e) {
            problems.addAll(e.problems());
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        return new Endpoints(in, out);
    }

    /**
     * Reads outputs, each entry a comma-separated list of {@code node[:port]}.
     *
     * @throws ProblemException with every entry that cannot be read or that comes twice
     */
    public static List<NodeInput> parseOutputs(List<String> entries) throws ProblemException {
        List<NodeInput> outputs = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (String entry : entries) {
            for (String part : entry.split(",", -1)) {
                String name = part.strip();
                if (name.isEmpty()) {
                    continue;
                }
                if (name.indexOf('=') >= 0) {
                    problems.add(Problem.of(
                            GraphProblem.OUTPUT_WITH_DTYPE,
                            Setting.OUTPUTS + " takes names alone: \"" + name + "\"",
                            "write node or node:port, as in softmax"));
                    continue;
                }
                NodeInput output = InputSpec.tensor(Setting.OUTPUTS, name, name, problems);
                if (output != null && outputs.contains(output)) {
                    problems.add(twice(Setting.OUTPUTS, output));
                } else if (output != null) {
                    outputs.add(output);
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        return List.copyOf(outputs);
    }

    /** What is wrong with these names in that graph: nodes that it does not have, with the nearest ones it has. */
    public List<Problem> problems(Graph graph) {
        List<Problem> problems = new ArrayList<>();
        Suggestions suggestions = new Suggestions(graph::names);
        for (InputSpec input : inputs) {
            check(Setting.INPUTS, input.tensor().node(), graph, suggestions, problems);
        }
        for (NodeInput output : outputs) {
            check(Setting.OUTPUTS, output.node(), graph, suggestions, problems);
        }
        return problems;
    }

    private static void check(
            Setting setting, String name, Graph graph, Suggestions suggestions, List<Problem> problems) {
        if (graph.named(name) == null) {
            problems.add(unknown(setting, name, suggestions));
        }
    }

    /**
     * What is wrong with the name of a node that the graph does not have.
     *
     * @param subject the setting that names it
     * @param nodes the names that there are
     */
    public static Problem unknown(Object subject, String name, Suggestions nodes) {
        String question = nodes.question(name);
        return Problem.of(
                GraphProblem.UNKNOWN_NODE,
                subject + " names a node that the graph does not have: \"" + name + "\"",
                question.isEmpty() ? GoalName.SUMMARIZE + " lists the likely inputs and outputs" : question);
    }

    /** What is wrong with a tensor whose node does not have that many outputs. */
    public static Problem unknownPort(Setting setting, NodeInput tensor, Node node, int outputs) {
        return Problem.of(
                GraphProblem.UNKNOWN_PORT,
                setting + " names an output that node \"" + node.name() + "\" of op " + node.op() + " does not have: \""
                        + tensor + "\"",
                "it has " + outputs + ", counted from 0: " + setting.inFull());
    }

    /** What is wrong with a model without outputs. */
    public static Problem noOutputs(String model) {
        return Problem.of(
                GraphProblem.NO_OUTPUTS,
                Setting.OUTPUTS + " is missing" + (model.isEmpty() ? "" : " in model \"" + model + "\""),
                "name the nodes that you fetch: " + Setting.OUTPUTS.inFull() + "; " + GoalName.SUMMARIZE
                        + " lists the likely ones");
    }

    /** What is wrong with a list that has a tensor more than once. */
    static Problem twice(Setting setting, NodeInput tensor) {
        return Problem.of(
                GraphProblem.TENSOR_TWICE, setting + " names a tensor twice: \"" + tensor + "\"", "leave one out");
    }
}
