package io.github.tfmobile.graph.freeze.variable;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.analysis.Liveness;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.op.OpTraits;
import java.util.ArrayList;
import java.util.Arrays;
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

/**
 * What changes variables that are about to be constants: nobody waits for it any more, unless the outputs read the
 * variable behind it.
 */
final class VariableUpdates {

    private final Graph graph;
    private final Predicate<Node> deferred;
    private final Set<String> observed = new HashSet<>();
    /** The variable that each node is, changes, hands on or lies in the memory of. */
    private final int[] variables;

    /**
     * The updates in a graph.
     *
     * @param frozen which nodes are variables that become constants
     * @param deferred which nodes read variables later than they run themselves
     */
    VariableUpdates(Graph graph, Predicate<Node> frozen, Predicate<Node> deferred) {
        this.graph = graph;
        this.deferred = deferred;
        this.variables = variables(graph.index(), frozen);
    }

    /**
     * What outputs need.
     *
     * @param graph the nodes, in their order
     * @param changed the variables that a run of the outputs changed until now
     */
    record Needed(Graph graph, Set<String> changed) {}

    /** What the outputs need, without updates that only change variables for later runs. */
    Needed by(Collection<String> outputs) {
        while (true) {
            Graph stripped = withoutWaits();
            Graph needed = Liveness.extract(stripped, outputs);
            if (stripped.equals(graph)) {
                return new Needed(needed, Set.of());
            }
            Set<String> lost = new LinkedHashSet<>();
            for (Node node : needed.all()) {
                Node original = graph.named(node.name());
                if (original != null && original.inputCount() != node.inputCount()) {
                    original.inputs().stream()
                            .filter(this::isWaitForUpdate)
                            .map(NodeInput::node)
                            .forEach(lost::add);
                }
            }
            if (lost.isEmpty() || !observe(needed, outputs)) {
                Set<String> changed = new TreeSet<>();
                lost.forEach(update -> {
                    Node node = graph.named(update);
                    Node variable = node == null ? null : variable(node);
                    if (node != null && variable != null && OpTrait.VARIABLE_UPDATE.includes(node.op())) {
                        changed.add(variable.name());
                    }
                });
                return new Needed(needed, changed);
            }
        }
    }

    /** Finds the updates behind which a needed node reads the variable; whether there are more of them than before. */
    private boolean observe(Graph needed, Collection<String> outputs) {
        Graph reached = Liveness.extract(graph, outputs);
        Map<String, Set<String>> updates = new HashMap<>();
        Set<String> names = new LinkedHashSet<>();
        for (Node node : reached.all()) {
            Node variable = OpTrait.VARIABLE_UPDATE.includes(node.op()) ? variable(node) : null;
            if (variable != null && !observed.contains(node.name())) {
                updates.computeIfAbsent(variable.name(), name -> new LinkedHashSet<>())
                        .add(node.name());
                names.add(node.name());
            }
        }
        UpdateOrder order = new UpdateOrder(reached.index(), names, List.of());
        int before = observed.size();
        for (Node node : needed.all()) {
            // What an update changes is its first input; of the others it takes the values.
            List<NodeInput> read = OpTraits.takesVariable(node.op()) && node.inputCount() > 0
                    ? node.inputs().subList(1, node.inputCount())
                    : node.inputs();
            for (NodeInput input : read) {
                Node source = input.isControl() ? null : graph.named(input.node());
                Node variable = source == null ? null : variable(source);
                if (variable != null) {
                    updates.getOrDefault(variable.name(), Set.of()).stream()
                            .filter(update -> deferred.test(node) || order.isBefore(update, node.name()))
                            .forEach(observed::add);
                }
            }
        }
        return observed.size() > before;
    }

    /** The graph without control inputs from updates that nobody observes; the graph itself when there are none. */
    private Graph withoutWaits() {
        List<Node> result = new ArrayList<>(graph.size());
        boolean stripped = false;
        for (Node node : graph.all()) {
            Node without = withoutWaits(node);
            stripped |= without.inputCount() != node.inputCount();
            result.add(without);
        }
        return stripped ? graph.with(result) : graph;
    }

    private Node withoutWaits(Node node) {
        return node.filtered(input -> !isWaitForUpdate(input) || observed.contains(input.node()));
    }

    private boolean isWaitForUpdate(NodeInput input) {
        Node node = input.isControl() ? graph.named(input.node()) : null;
        return node != null && OpTraits.takesVariable(node.op()) && variable(node) != null;
    }

    /** The variable that becomes a constant and that a node is, changes or hands on; null when there is none. */
    private @Nullable Node variable(Node start) {
        int number = graph.index().number(start.name());
        int found = number < 0 ? GraphIndex.NONE : variables[number];
        return found < 0 ? null : graph.all().get(found);
    }

    private static int[] variables(GraphIndex index, Predicate<Node> frozen) {
        int[] found = new int[index.size()];
        Arrays.fill(found, GraphIndex.NONE);
        for (int number : index.topologicalOrder().nodes()) {
            Node node = index.node(number);
            if (frozen.test(node)) {
                found[number] = number;
                continue;
            }
            int inputs = OpTraits.takesVariable(node.op()) ? 1 : OpTraits.inputsOfSameMemory(node.op());
            for (int k = 0; k < Math.min(inputs, index.inputs(number)) && found[number] < 0; k++) {
                int source = index.source(number, k);
                if (source >= 0 && index.port(number, k) != NodeInput.CONTROL) {
                    found[number] = found[source];
                }
            }
        }
        return found;
    }
}
