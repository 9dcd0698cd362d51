package io.github.tfmobile.graph.freeze.variable;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.problem.GraphProblem;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.FunctionDef;

/** Finds what reads variables that are not there: such a graph would not run, or not without a checkpoint. */
final class UnfrozenVariableCheck {

    private static final int LONGEST_CHAIN = 100;

    private UnfrozenVariableCheck() {}

    /**
     * Checks a graph whose variables have become constants.
     *
     * @param kept the names of variables that were to stay variables
     * @param problems takes what is wrong
     */
    static void check(Graph graph, Set<String> kept, List<Problem> problems) {
        GraphIndex index = graph.index();
        BitSet reads = index.opsWith(OpTrait.VARIABLE_READ);
        for (int number = 0; number < graph.size(); number++) {
            Node node = graph.node(number);
            Node source = reads.get(index.op(number)) ? source(node, graph) : null;
            if (source != null && OpTrait.PLACEHOLDER.includes(source.op())) {
                problems.add(Problem.of(
                        GraphProblem.VARIABLE_FED,
                        "node \"" + node.name() + "\": the variable that it reads is fed, not part of the graph: \""
                                + source.name() + "\"",
                        "Choose a signature or outputs that do not take a variable as an argument."));
            }
        }
        for (FunctionDef function : graph.library().getFunctionList()) {
            for (Node node : FunctionLibrary.nodes(function)) {
                if (OpTrait.VARIABLE.includes(node.op()) && !kept.contains(FunctionVariables.resource(node))) {
                    problems.add(Problem.of(
                            GraphProblem.VARIABLE_IN_FUNCTION,
                            "function \"" + function.getSignature().getName() + "\": the variable within it is not"
                                    + " frozen: \"" + node.name() + "\"",
                            "Let If and While be lowered; then all variables are in the graph itself."));
                }
            }
        }
    }

    private static @Nullable Node source(Node node, Graph graph) {
        Node at = node;
        for (int steps = 0; at != null && at.inputCount() > 0 && steps < LONGEST_CHAIN; steps++) {
            if (steps > 0 && !OpTrait.FORWARD.includes(at.op())) {
                return at;
            }
            at = graph.named(at.input(0).node());
        }
        return at;
    }
}
