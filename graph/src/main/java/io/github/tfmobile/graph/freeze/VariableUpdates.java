package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.op.OpTraits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.NodeDef;

/**
 * What changes variables that are about to be constants: nobody waits for it any more, unless the outputs read the
 * variable behind it.
 */
final class VariableUpdates {

    private static final int LONGEST_CHAIN = 100;

    private final List<NodeDef> nodes;
    private final Map<String, NodeDef> index;
    private final Predicate<NodeDef> frozen;
    private final Predicate<NodeDef> deferred;
    private final Set<String> observed = new HashSet<>();

    /**
     * The updates in a graph.
     *
     * @param index the nodes by name
     * @param frozen which nodes are variables that become constants
     * @param deferred which nodes read variables later than they run themselves
     */
    VariableUpdates(
            List<NodeDef> nodes, Map<String, NodeDef> index, Predicate<NodeDef> frozen, Predicate<NodeDef> deferred) {
        this.nodes = nodes;
        this.index = index;
        this.frozen = frozen;
        this.deferred = deferred;
    }

    /**
     * What outputs need.
     *
     * @param nodes the nodes, in their order
     * @param changed the variables that a run of the outputs changed until now
     */
    record Needed(List<NodeDef> nodes, Set<String> changed) {}

    /** What the outputs need, without updates that only change variables for later runs. */
    @SuppressWarnings("ReferenceEquality") // the list itself comes back where nothing waits
    Needed by(Collection<String> outputs) {
        while (true) {
            List<NodeDef> stripped = withoutWaits();
            if (stripped == nodes) {
                return new Needed(Subgraph.extract(nodes, index, outputs), Set.of());
            }
            List<NodeDef> needed = Subgraph.extract(stripped, outputs);
            Set<String> lost = new LinkedHashSet<>();
            for (NodeDef node : needed) {
                NodeDef original = index.get(node.getName());
                if (original != null && original.getInputCount() != node.getInputCount()) {
                    original.getInputList().stream()
                            .filter(this::isWaitForUpdate)
                            .map(input -> input.substring(1))
                            .forEach(lost::add);
                }
            }
            if (lost.isEmpty() || !observe(needed, outputs)) {
                Set<String> changed = new TreeSet<>();
                lost.forEach(update -> {
                    NodeDef node = index.get(update);
                    NodeDef variable = node == null ? null : variable(node);
                    if (node != null && variable != null && OpTrait.VARIABLE_UPDATE.includes(node.getOp())) {
                        changed.add(variable.getName());
                    }
                });
                return new Needed(needed, changed);
            }
        }
    }

    /** Finds the updates behind which a needed node reads the variable; whether there are more of them than before. */
    private boolean observe(List<NodeDef> needed, Collection<String> outputs) {
        List<NodeDef> reached = Subgraph.extract(nodes, outputs);
        Map<String, Set<String>> updates = new HashMap<>();
        Set<String> names = new LinkedHashSet<>();
        for (NodeDef node : reached) {
            NodeDef variable = OpTrait.VARIABLE_UPDATE.includes(node.getOp()) ? variable(node) : null;
            if (variable != null && !observed.contains(node.getName())) {
                updates.computeIfAbsent(variable.getName(), name -> new LinkedHashSet<>())
                        .add(node.getName());
                names.add(node.getName());
            }
        }
        UpdateOrder order = new UpdateOrder(ExecutionOrder.of(reached), names, List.of());
        int before = observed.size();
        for (NodeDef node : needed) {
            if (OpTraits.takesVariable(node.getOp()) || OpTrait.VARIABLE.includes(node.getOp())) {
                continue;
            }
            for (String text : node.getInputList()) {
                NodeInput input = NodeInput.parse(text);
                NodeDef source = input.isControl() ? null : index.get(input.node());
                NodeDef variable = source == null ? null : variable(source);
                if (variable != null) {
                    updates.getOrDefault(variable.getName(), Set.of()).stream()
                            .filter(update -> deferred.test(node) || order.isBefore(update, node.getName()))
                            .forEach(observed::add);
                }
            }
        }
        return observed.size() > before;
    }

    /** The nodes without control inputs from updates that nobody observes; the list itself when there are none. */
    private List<NodeDef> withoutWaits() {
        List<NodeDef> result = new ArrayList<>(nodes.size());
        boolean stripped = false;
        for (NodeDef node : nodes) {
            NodeDef without = withoutWaits(node);
            stripped |= without.getInputCount() != node.getInputCount();
            result.add(without);
        }
        return stripped ? result : nodes;
    }

    private NodeDef withoutWaits(NodeDef node) {
        // Control inputs come last.
        if (node.getInputCount() == 0
                || !node.getInput(node.getInputCount() - 1).startsWith("^")) {
            return node;
        }
        List<String> inputs = node.getInputList().stream()
                .filter(input -> !isWaitForUpdate(input) || observed.contains(input.substring(1)))
                .toList();
        return inputs.size() == node.getInputCount()
                ? node
                : node.toBuilder().clearInput().addAllInput(inputs).build();
    }

    private boolean isWaitForUpdate(String input) {
        NodeDef node = input.startsWith("^") ? index.get(input.substring(1)) : null;
        return node != null && OpTraits.takesVariable(node.getOp()) && variable(node) != null;
    }

    /** The variable that becomes a constant and that a node is, changes or hands on; null when there is none. */
    private @Nullable NodeDef variable(NodeDef start) {
        NodeDef node = start;
        for (int steps = 0; node != null && steps < LONGEST_CHAIN; steps++) {
            if (frozen.test(node)) {
                return node;
            }
            node = OpTraits.takesVariable(node.getOp()) || OpTrait.FORWARD.includes(node.getOp()) ? first(node) : null;
        }
        return null;
    }

    private @Nullable NodeDef first(NodeDef node) {
        return node.getInputCount() == 0
                ? null
                : index.get(NodeInput.parse(node.getInput(0)).node());
    }
}
