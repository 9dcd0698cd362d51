package io.github.tfmobile.graph.freeze.state;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.analysis.ConstantValues;
import io.github.tfmobile.graph.analysis.Liveness;
import io.github.tfmobile.graph.problem.GraphProblem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.TensorProto;

/** What initializer nodes assign to variables after the checkpoint is restored. */
final class InitialValues {

    private final Graph whole;
    private final ConstantValues known;
    private final VariableKeys keys;
    private final Map<String, TensorProto> assigned = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private InitialValues(Graph whole, ConstantValues known, VariableKeys keys) {
        this.whole = whole;
        this.known = known;
        this.keys = keys;
    }

    /**
     * The values by variable.
     *
     * @param whole the graph, function calls written out
     * @param asked the nodes that the request names; what they assign must be known
     * @param own the nodes that the model itself names; what of theirs is not known is left to the checkpoint
     * @throws ProblemException if what a node that the request names assigns is not known
     */
    static Map<String, TensorProto> of(
            Graph whole, ConstantValues known, VariableKeys keys, Collection<String> asked, Collection<String> own)
            throws ProblemException {
        InitialValues values = new InitialValues(whole, known, keys);
        values.assign(own, false);
        values.assign(asked, true);
        if (!values.problems.isEmpty()) {
            throw new ProblemException(values.problems);
        }
        return values.assigned;
    }

    private void assign(Collection<String> start, boolean mustBeKnown) {
        if (start.isEmpty()) {
            return;
        }
        for (int number : Liveness.of(whole, start).nodes().toArray()) {
            Node node = whole.node(number);
            if (!isAssignment(node)) {
                continue;
            }
            NodeInput value = node.input(1);
            if (keys.restored(value) != null) {
                continue;
            }
            TensorProto computed = known.find(value);
            String variable = keys.source(node.input(0)).node();
            if (computed != null) {
                assigned.put(variable, computed);
            } else if (mustBeKnown) {
                problems.add(Problem.of(
                        GraphProblem.INITIAL_VALUE_NOT_CONSTANT,
                        Setting.INITIALIZER_NODES + ": what node \"" + node.name() + "\" assigns to variable \""
                                + variable + "\" depends on random numbers, on a file or on what is fed: \"" + value
                                + "\"",
                        "Name initializer nodes that assign constants: " + Setting.INITIALIZER_NODES.inFull() + "."));
            }
        }
    }

    private static boolean isAssignment(Node node) {
        return (node.op().equals("Assign") || node.op().equals("AssignVariableOp")) && node.inputCount() > 1;
    }
}
