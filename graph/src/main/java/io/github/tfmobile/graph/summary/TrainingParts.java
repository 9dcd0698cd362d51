package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.analysis.Weights;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

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
                    .map(graph::named)
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
    private boolean readsWeightDirectly(Node node, Set<String> reached) {
        boolean fromWeights = false;
        boolean fromValues = false;
        for (NodeInput input : node.inputs()) {
            Node producer = input.isControl() ? null : graph.named(input.node());
            if (producer == null) {
                continue;
            }
            boolean isParameter = isParameter(producer);
            fromWeights |= isParameter;
            fromValues |= !isParameter;
        }
        return fromWeights && fromValues && reached.contains(node.name());
    }

    /** A weight, something computed from weights alone, or a weight on its way into a branch or loop. */
    private boolean isParameter(Node node) {
        Node at = node;
        for (int depth = 0; depth < 64; depth++) {
            if (Weights.isWeight(at) || (weighted.contains(at.name()) && !sourceDependent.contains(at.name()))) {
                return true;
            }
            Node from = NodeRoles.isCarrier(at) && at.inputCount() > 0
                    ? graph.named(at.input(0).node())
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
        for (Node node : graph.all()) {
            String source = NodeRoles.gradientOf(node.name());
            if (source != null) {
                withGradient.add(source);
            }
        }
        Deque<Node> open = new ArrayDeque<>();
        for (String name : withGradient) {
            Node node = graph.named(name);
            if (node != null
                    && graph.readers(name).stream().noneMatch(reader -> withGradient.contains(reader.name()))) {
                open.add(node);
            }
        }
        while (!open.isEmpty()) {
            Node node = open.remove();
            boolean squared = node.op().equals("Mul") && node.input(0).equals(node.input(1));
            if (!squared && !NodeRoles.isReduction(node)) {
                continue;
            }
            training.add(node.name());
            for (NodeInput each : node.inputs()) {
                Node producer = graph.named(each.node());
                if (producer != null && !training.contains(producer.name())) {
                    open.add(producer);
                }
            }
        }
    }

    /** Nodes that only serve to update variables are no results. */
    void dropUpdates(Set<String> forward) {
        Deque<Node> open = new ArrayDeque<>();
        Set<String> updates = new LinkedHashSet<>();
        graph.all().stream().filter(node -> NodeRoles.isUpdate(node)).forEach(node -> {
            updates.add(node.name());
            open.add(node);
        });
        while (!open.isEmpty()) {
            for (NodeInput each : open.remove().inputs()) {
                String name = each.node();
                Node producer = graph.named(name);
                if (producer != null
                        && !updates.contains(name)
                        && graph.readers(name).stream().allMatch(reader -> updates.contains(reader.name()))) {
                    updates.add(name);
                    open.add(producer);
                }
            }
        }
        forward.removeAll(updates);
    }
}
