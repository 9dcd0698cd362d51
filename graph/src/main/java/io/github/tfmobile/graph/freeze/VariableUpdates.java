package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.graph.NodeInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.NodeDef;

/** What changes variables that are about to be constants: nobody waits for it any more. */
final class VariableUpdates {

    private static final int LONGEST_CHAIN = 100;

    private final Map<String, NodeDef> index;
    private final Predicate<NodeDef> frozen;

    VariableUpdates(Map<String, NodeDef> index, Predicate<NodeDef> frozen) {
        this.index = index;
        this.frozen = frozen;
    }

    /** The nodes without control inputs from updates of frozen variables; the list itself when there are none. */
    List<NodeDef> withoutWaits(List<NodeDef> nodes) {
        List<NodeDef> result = new ArrayList<>(nodes.size());
        boolean changed = false;
        for (NodeDef node : nodes) {
            NodeDef without = withoutWaits(node);
            changed |= without.getInputCount() != node.getInputCount();
            result.add(without);
        }
        return changed ? result : nodes;
    }

    private NodeDef withoutWaits(NodeDef node) {
        // Control inputs come last.
        if (node.getInputCount() == 0
                || !node.getInput(node.getInputCount() - 1).startsWith("^")) {
            return node;
        }
        List<String> inputs = node.getInputList().stream()
                .filter(input -> !input.startsWith("^") || !isUpdate(input.substring(1)))
                .toList();
        return inputs.size() == node.getInputCount()
                ? node
                : node.toBuilder().clearInput().addAllInput(inputs).build();
    }

    private boolean isUpdate(String name) {
        NodeDef node = index.get(name);
        if (node == null || !RefOps.isUpdate(node.getOp())) {
            return false;
        }
        for (int steps = 0; node != null && steps < LONGEST_CHAIN; steps++) {
            if (frozen.test(node)) {
                return true;
            }
            boolean handsOn = RefOps.isUpdate(node.getOp())
                    || RefOps.valueForm(node.getOp()) != null
                    || node.getOp().equals("Identity")
                    || node.getOp().equals("Enter")
                    || node.getOp().equals("Switch");
            node = handsOn ? first(node) : null;
        }
        return false;
    }

    private @Nullable NodeDef first(NodeDef node) {
        return node.getInputCount() == 0
                ? null
                : index.get(NodeInput.parse(node.getInput(0)).node());
    }
}
