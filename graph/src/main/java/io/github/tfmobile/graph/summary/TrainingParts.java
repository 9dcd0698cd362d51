package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.analysis.Weights;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.NodeDef;

/** What of a graph only training needs: labels, what they reach, the loss and the updates of variables. */
final class TrainingParts {

    private final Graph graph;
    private final LikelyInputs sources;
    private final Set<String> weighted;
    private final Set<String> sourceDependent;
    private final Set<String> training;

    /**
     * Finds what serves training by its own op or name, and the loss.
     *
     * @param sources where values come from
     * @param weighted the nodes that depend on a weight
     */
    TrainingParts(Graph graph, DataFlow flow, LikelyInputs sources, Set<String> weighted) {
        this.graph = graph;
        this.sources = sources;
        this.weighted = weighted;
        this.sourceDependent = flow.descendantsAndSelf(flow.names(NodeRoles::isSource));
        this.training = flow.descendantsAndSelf(flow.names(NodeRoles::isTraining));
    }

    /** The nodes that only training needs, as far as found. */
    Set<String> names() {
        return training;
    }

    /**
     * Labels reach the loss, but nothing that reads weights. Values that come with them (a metric, a loss written
     * out by hand) belong to training.
     */
    void markLabels(Map<NodeInput, Set<String>> reach) {
        Set<NodeInput> labels = new LinkedHashSet<>();
        boolean other = false;
        for (Map.Entry<NodeInput, Set<String>> source : reach.entrySet()) {
            if (sources.feed(source.getKey()) != null) {
                continue;
            }
            boolean feedsLayer = source.getValue().stream()
                    .filter(name -> !training.contains(name))
                    .map(graph::find)
                    .anyMatch(node -> node != null && readsWeightDirectly(node, source.getValue()));
            if (feedsLayer) {
                other = true;
            } else {
                labels.add(source.getKey());
            }
        }
        if (other) {
            for (NodeInput label : labels) {
                Set<String> reached = reach.remove(label);
                if (reached != null) {
                    training.addAll(reached);
                }
            }
        }
    }

    /** Whether a node has an input that comes from weights, but not from this source. */
    private boolean readsWeightDirectly(NodeDef node, Set<String> reached) {
        boolean fromWeights = false;
        boolean fromValues = false;
        for (String text : node.getInputList()) {
            NodeInput input = NodeInput.parse(text);
            NodeDef producer = input.isControl() ? null : graph.find(input.node());
            if (producer == null) {
                continue;
            }
            boolean isParameter = isParameter(producer);
            fromWeights |= isParameter;
            fromValues |= !isParameter;
        }
        return fromWeights && fromValues && reached.contains(node.getName());
    }

    /** A weight, something computed from weights alone, or a weight on its way into a branch or loop. */
    private boolean isParameter(NodeDef node) {
        NodeDef at = node;
        for (int depth = 0; depth < 64; depth++) {
            if (Weights.isWeight(at) || (weighted.contains(at.getName()) && !sourceDependent.contains(at.getName()))) {
                return true;
            }
            NodeDef from = NodeRoles.isCarrier(at) && at.getInputCount() > 0
                    ? graph.find(NodeInput.parse(at.getInput(0)).node())
                    : null;
            if (from == null) {
                return false;
            }
            at = from;
        }
        return false;
    }

    /**
     * The loss is what gradients start from: TensorFlow names the gradient of {@code x} {@code gradients/x_grad}
     * (tensorflow/python/ops/gradients_util.py). What reduces the result to it is no result either.
     */
    void markLoss() {
        Set<String> withGradient = new LinkedHashSet<>();
        for (NodeDef node : graph.nodes()) {
            String source = NodeRoles.gradientOf(node.getName());
            if (source != null) {
                withGradient.add(source);
            }
        }
        Deque<NodeDef> open = new ArrayDeque<>();
        for (String name : withGradient) {
            NodeDef node = graph.find(name);
            if (node != null
                    && graph.consumers(name).stream().noneMatch(reader -> withGradient.contains(reader.getName()))) {
                open.add(node);
            }
        }
        while (!open.isEmpty()) {
            NodeDef node = open.remove();
            boolean squared = node.getOp().equals("Mul") && node.getInput(0).equals(node.getInput(1));
            if (!squared && !NodeRoles.isReduction(node)) {
                continue;
            }
            training.add(node.getName());
            for (String text : node.getInputList()) {
                NodeDef producer = graph.find(NodeInput.parse(text).node());
                if (producer != null && !training.contains(producer.getName())) {
                    open.add(producer);
                }
            }
        }
    }

    /** Nodes that only serve to update variables are no results. */
    void dropUpdates(Set<String> forward) {
        Deque<NodeDef> open = new ArrayDeque<>();
        Set<String> updates = new LinkedHashSet<>();
        graph.nodes().stream().filter(node -> NodeRoles.isUpdate(node)).forEach(node -> {
            updates.add(node.getName());
            open.add(node);
        });
        while (!open.isEmpty()) {
            for (String text : open.remove().getInputList()) {
                String name = NodeInput.parse(text).node();
                NodeDef producer = graph.find(name);
                if (producer != null
                        && !updates.contains(name)
                        && graph.consumers(name).stream().allMatch(reader -> updates.contains(reader.getName()))) {
                    updates.add(name);
                    open.add(producer);
                }
            }
        }
        forward.removeAll(updates);
    }
}
