package io.github.tfmobile.graph.validate;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Suggestions;
import io.github.tfmobile.graph.Analysis;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks a graph: every name once, every input there, no cycle but v1 loops, every node as its op's definition says. */
public final class GraphValidator {

    /** How many problems of one kind are collected. */
    private static final int MOST = 50;

    /** Known once for each graph: passes that follow each other look at the same one. */
    private static final Analysis<List<Problem>> STRUCTURE = new Analysis<>() {
        @Override
        public List<Problem> of(Graph graph) {
            return structureOf(graph);
        }

        @Override
        public boolean isHandedOn() {
            return false;
        }
    };

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
        return graph.analysis(STRUCTURE);
    }

    private static List<Problem> structureOf(Graph graph) {
        List<Problem> problems = new ArrayList<>();
        GraphIndex index = graph.index();
        for (int node : index.misnamed()) {
            String name = index.node(node).name();
            problems.add(
                    name.isEmpty()
                            ? Problem.of(
                                    GraphProblem.NODE_WITHOUT_NAME,
                                    "the graph has a node without a name, of op \""
                                            + index.node(node).op() + "\"",
                                    "")
                            : Problem.of(
                                    GraphProblem.NODE_TWICE,
                                    "the graph has a node twice: \"" + name + "\"",
                                    "remove or rename one"));
        }
        Suggestions suggestions = new Suggestions(graph::names);
        for (int node = 0; node < index.size(); node++) {
            inputs(index, node, suggestions, problems);
        }
        Cycles.find(index, problems);
        return problems.size() > MOST ? List.copyOf(problems.subList(0, MOST)) : List.copyOf(problems);
    }

    /**
     * What is wrong with the frames of v1 control flow: nodes that read from two, Merges none of whose inputs comes from a
     * Switch.
     *
     * @param before a graph whose problems do not count
     */
    public static List<Problem> frames(Graph graph, Graph before) {
        List<Problem> found = FrameCheck.problems(graph);
        if (found.isEmpty()) {
            return found;
        }
        Set<String> known = new HashSet<>();
        FrameCheck.problems(before).forEach(problem -> known.add(problem.what()));
        return found.stream()
                .filter(problem -> !known.contains(problem.what()))
                .limit(MOST)
                .toList();
    }

    private static void inputs(GraphIndex index, int node, Suggestions suggestions, List<Problem> problems) {
        boolean control = false;
        for (int k = 0; k < index.inputs(node); k++) {
            boolean isControl = index.port(node, k) == NodeInput.CONTROL;
            if (control && !isControl) {
                problems.add(Problem.of(
                        GraphProblem.CONTROL_INPUT_BEFORE_DATA,
                        "node \"" + index.node(node).name() + "\" has a data input after a control input: \""
                                + input(index, node, k) + "\"",
                        "control inputs come last"));
            }
            control |= isControl;
            if (index.source(node, k) < 0) {
                String name = input(index, node, k).node();
                problems.add(Problem.of(
                        GraphProblem.INPUT_MISSING,
                        "node \"" + index.node(node).name() + "\" reads from a node that the graph does not have: \""
                                + name + "\"",
                        suggestions.question(name)));
            }
        }
    }

    private static NodeInput input(GraphIndex index, int node, int input) {
        return index.node(node).input(input);
    }

    /**
     * What is wrong with the nodes, each by its op's definition: attrs that are missing, unknown or of another kind,
     * the number and the dtypes of inputs, inputs from outputs that a node does not have. Nodes of ops that the
     * definitions lack are not looked at.
     *
     * @param before a graph whose problems do not count, null when all do
     */
    public static List<Problem> definitions(Graph graph, OpDefs ops, @Nullable Graph before) {
        GraphIndex index = graph.index();
        NodeCheck check = new NodeCheck(graph, ops);
        NodeCheck earlier = before == null ? null : new NodeCheck(before, ops);
        int[] kept = before == null ? null : index.numbersIn(before.index());
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < index.size(); i++) {
            if (kept != null && isAsBefore(index, i, kept)) {
                continue;
            }
            List<Problem> found = check.problems(i);
            int old = found.isEmpty() || before == null
                    ? GraphIndex.NONE
                    : before.index().number(index.node(i).name());
            if (old >= 0 && earlier != null) {
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

    /** Whether neither the node nor one that it reads was touched; then it was checked before. */
    private static boolean isAsBefore(GraphIndex index, int node, int[] kept) {
        if (kept[node] < 0) {
            return false;
        }
        for (int k = 0; k < index.inputs(node); k++) {
            int source = index.source(node, k);
            if (source < 0 || kept[source] < 0) {
                return false;
            }
        }
        return true;
    }
}
