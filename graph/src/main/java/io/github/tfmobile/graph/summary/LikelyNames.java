package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.analysis.Weights;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The inputs and outputs that a user most likely wants for inference, each with the reason. Made for training graphs,
 * where most of what nobody reads is gradients, optimiser slots and summaries.
 *
 * @param inputs what to feed
 * @param outputs what to fetch
 * @param feeds placeholders that only matter in training, with the constant to put in their place
 */
public record LikelyNames(List<Candidate> inputs, List<Candidate> outputs, List<Feed> feeds) {

    /**
     * A proposed input or output.
     *
     * @param name the tensor, as in {@code softmax} or {@code queue_Dequeue:1}
     * @param dtype its type; null when not known
     * @param shape its shape; null when nothing is known of it
     * @param reason why it is proposed, one clause without a full stop
     */
    public record Candidate(
            String name, @Nullable Dtype dtype, @Nullable TensorShapeProto shape, String reason) {

        /** The entry for {@code inputs} in the configuration: {@code Mul=float[1,299,299,3]}. */
        public String spec() {
            TensorShapeProto known = shape == null || shape.getUnknownRank() ? null : shape;
            return new InputSpec(NodeInput.parse(name), dtype, known).toString();
        }
    }

    /**
     * A placeholder to replace by a constant.
     *
     * @param name the placeholder
     * @param value the constant, as {@code tfmobile.feeds} takes it
     * @param reason why, one clause without a full stop
     */
    public record Feed(String name, String value, String reason) {}

    /**
     * Looks at a graph.
     *
     * @param ops definitions of the ops that may be in it
     */
    public static LikelyNames of(Graph graph, OpDefs ops) {
        DataFlow flow = new DataFlow(graph);
        LikelyInputs sources = new LikelyInputs(graph, ops);
        Map<NodeInput, Set<String>> reach = new LinkedHashMap<>();
        for (NodeInput source : sources.sources()) {
            reach.put(source, flow.descendants(source));
        }
        Set<String> weights = flow.names(Weights::isWeight);
        Set<String> weighted = flow.descendants(
                weights.stream().flatMap(name -> graph.readers(name).stream()).toList());
        TrainingParts training = new TrainingParts(graph, flow, sources, weighted);
        training.markLabels(reach);
        training.markLoss();
        Set<String> forward = new LinkedHashSet<>();
        reach.values().forEach(forward::addAll);
        if (!weights.isEmpty()) {
            forward.retainAll(weighted);
        }
        forward.removeAll(training.names());
        training.dropUpdates(forward);
        List<Candidate> outputs = new LikelyOutputs(graph, ops).of(forward, training.names());
        Set<String> needed =
                flow.ancestors(outputs.stream().map(Candidate::name).toList());
        List<Feed> feeds = new ArrayList<>();
        Map<String, Candidate> inputs = new LinkedHashMap<>();
        reach.forEach((source, reached) -> {
            if (needed.contains(source.node())) {
                Feed feed = sources.feed(source);
                if (feed != null) {
                    feeds.add(feed);
                } else {
                    sources.from(source, reached, weighted, needed)
                            .forEach(input -> inputs.putIfAbsent(input.name(), input));
                }
            }
        });
        return new LikelyNames(List.copyOf(inputs.values()), outputs, List.copyOf(feeds));
    }
}
