package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.controlflow.KnownValues;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** What initializer nodes assign to variables after the checkpoint is restored. */
final class InitialValues {

    private final List<NodeDef> whole;
    private final KnownValues known;
    private final VariableKeys keys;
    private final List<Problem> problems;
    private final @Nullable Place place;

    InitialValues(
            List<NodeDef> whole, KnownValues known, VariableKeys keys, List<Problem> problems, @Nullable Place place) {
        this.whole = whole;
        this.known = known;
        this.keys = keys;
        this.problems = problems;
        this.place = place;
    }

    /**
     * Hands the values on.
     *
     * @param asked the nodes that the request names; what they assign must be known
     * @param own the nodes that the model itself names; what of theirs is not known is left to the checkpoint
     */
    void assign(Collection<String> asked, Collection<String> own, VariableValues values) {
        assign(own, values, false);
        assign(asked, values, true);
    }

    private void assign(Collection<String> start, VariableValues values, boolean mustBeKnown) {
        if (start.isEmpty()) {
            return;
        }
        Set<String> reached = Subgraph.reach(Subgraph.index(whole), start, name -> false);
        for (NodeDef node : whole) {
            boolean assigns = node.getOp().equals("Assign") || node.getOp().equals("AssignVariableOp");
            if (!assigns || !reached.contains(node.getName()) || node.getInputCount() < 2) {
                continue;
            }
            NodeInput value = NodeInput.parse(node.getInput(1));
            if (keys.restored(value) != null) {
                continue;
            }
            TensorProto computed = known.find(value);
            String variable = keys.source(NodeInput.parse(node.getInput(0))).node();
            if (computed != null) {
                values.assign(variable, computed);
            } else if (mustBeKnown) {
                problems.add(Problem.of(
                        Setting.INITIALIZER_NODES + ": what node \"" + node.getName() + "\" assigns to variable \""
                                + variable + "\" depends on random numbers, on a file or on what is fed: \"" + value
                                + "\"",
                        place,
                        "Name initializer nodes that assign constants: " + Setting.INITIALIZER_NODES.inFull() + "."));
            }
        }
    }
}
