package io.github.tfmobile.graph.validate;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.registry.OpDefs;
import io.github.tfmobile.registry.problem.Nearest;
import io.github.tfmobile.registry.problem.Problem;
import io.github.tfmobile.registry.problem.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.NodeDef;

/** Checks a graph: every name once, every input there, no cycle but v1 loops, every node as its op's definition says. */
public final class GraphValidator {

    /** How many problems of one kind are collected. */
    private static final int MOST = 50;

    /** For how many of them the nearest names are looked up, which takes time in a large graph. */
    private static final int SUGGESTED = 5;

    private GraphValidator() {}

    /**
     * Checks everything.
     *
     * @throws ProblemException with all problems
     */
    public static void validate(Graph graph, OpDefs ops) throws ProblemException {
        List<Problem> problems = new ArrayList<>(structure(graph));
        if (problems.isEmpty()) {
            problems.addAll(definitions(graph, ops, null));
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
    }

    /**
     * What is wrong with names and edges: nodes without name or with a name that another has, inputs from nodes that
     * are not there, data inputs after control inputs, cycles. A cycle through a NextIteration is a v1 loop and fine.
     */
    public static List<Problem> structure(Graph graph) {
        List<Problem> problems = new ArrayList<>();
        List<NodeDef> nodes = graph.nodes();
        Map<String, Integer> index = new HashMap<>(nodes.size() * 4 / 3 + 1);
        for (int i = 0; i < nodes.size(); i++) {
            NodeDef node = nodes.get(i);
            String name = node.getName();
            if (name.isEmpty()) {
                problems.add(Problem.of("the graph has a node without a name, of op \"" + node.getOp() + "\"", ""));
            } else if (index.putIfAbsent(name, i) != null) {
                problems.add(Problem.of("the graph has a node twice: \"" + name + "\"", "remove or rename one"));
            }
        }
        int[][] sources = new int[nodes.size()][];
        for (int i = 0; i < nodes.size(); i++) {
            sources[i] = sources(nodes.get(i), index, problems);
        }
        Cycles.find(nodes, sources, problems);
        return problems.size() > MOST ? List.copyOf(problems.subList(0, MOST)) : List.copyOf(problems);
    }

    private static int[] sources(NodeDef node, Map<String, Integer> index, List<Problem> problems) {
        int[] sources = new int[node.getInputCount()];
        boolean control = false;
        for (int k = 0; k < sources.length; k++) {
            NodeInput input = NodeInput.parse(node.getInput(k));
            if (control && !input.isControl()) {
                problems.add(Problem.of(
                        "node \"" + node.getName() + "\" has a data input after a control input: \"" + input + "\"",
                        "control inputs come last"));
            }
            control |= input.isControl();
            sources[k] = index.getOrDefault(input.node(), -1);
            if (sources[k] < 0) {
                problems.add(Problem.of(
                        "node \"" + node.getName() + "\" reads from a node that the graph does not have: \""
                                + input.node() + "\"",
                        problems.size() < SUGGESTED ? Nearest.question(input.node(), index.keySet()) : ""));
            }
        }
        return sources;
    }

    /**
     * What is wrong with the nodes, each by its op's definition: attrs that are missing, unknown or of another kind,
     * the number and the dtypes of inputs, inputs from outputs that a node does not have. Nodes of ops that the
     * definitions lack are not looked at.
     *
     * @param before a graph whose problems do not count, null when all do
     */
    public static List<Problem> definitions(Graph graph, OpDefs ops, @Nullable Graph before) {
        NodeCheck check = new NodeCheck(graph, ops);
        NodeCheck earlier = before == null ? null : new NodeCheck(before, ops);
        List<Problem> problems = new ArrayList<>();
        for (NodeDef node : graph.nodes()) {
            NodeDef old = before == null ? null : before.find(node.getName());
            if (isSame(node, old) && sourcesKept(node, graph, before)) {
                continue;
            }
            List<Problem> found = check.problems(node);
            if (!found.isEmpty() && old != null && earlier != null) {
                Set<Problem> known = new HashSet<>(earlier.problems(old));
                found = found.stream()
                        .filter(problem -> !known.contains(problem))
                        .toList();
            }
            problems.addAll(found);
            if (problems.size() >= MOST) {
                break;
            }
        }
        return problems;
    }

    @SuppressWarnings("ReferenceEquality") // an untouched node was checked before; equal ones are as good but rarer
    private static boolean isSame(NodeDef node, @Nullable NodeDef other) {
        return node == other;
    }

    private static boolean sourcesKept(NodeDef node, Graph graph, @Nullable Graph before) {
        if (before == null) {
            return false;
        }
        for (int i = 0; i < node.getInputCount(); i++) {
            String source = NodeInput.parse(node.getInput(i)).node();
            NodeDef now = graph.find(source);
            if (now == null || !isSame(now, before.find(source))) {
                return false;
            }
        }
        return true;
    }
}
