package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.OpDefs;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The inputs and outputs that a user most likely wants for inference, each with the reason.
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

    /** Copies the lists. */
    public LikelyNames {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        feeds = List.copyOf(feeds);
    }

    /** No proposal. */
    public static LikelyNames none() {
        return new LikelyNames(List.of(), List.of(), List.of());
    }

    /** Whether there is no proposal. */
    public boolean isEmpty() {
        return inputs.isEmpty() && outputs.isEmpty();
    }

    /**
     * Looks at a graph.
     *
     * @param ops definitions of the ops that may be in it
     */
    public static LikelyNames of(Graph graph, OpDefs ops) {
        return new ModelSearch(graph, ops).names();
    }
}
