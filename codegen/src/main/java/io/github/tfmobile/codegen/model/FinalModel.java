package io.github.tfmobile.codegen.model;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.summary.GraphCounts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model after all transforms, as it will be shipped.
 *
 * @param name the model's name in the build
 * @param graph its final graph; of a TensorFlow Lite model the nodes that TensorFlow's kernels run, each under the name of
 *     its operator and without edges
 * @param inputs what an app feeds
 * @param outputs what an app fetches
 * @param sha256 SHA-256 of the file, 64 lower-case hex digits
 * @param resourcePath where the file lies in the jar, as in {@code models/inception.pb}
 * @param dropped the attrs that it lost for the target
 * @param frozenBytes the size of the frozen graph as a file, before the transforms; 0 where it is not known
 * @param lite the model, where it is one of TensorFlow Lite
 * @param source how large the graph was that it was made of; null when that is not known
 */
public record FinalModel(
        String name,
        Graph graph,
        List<ModelTensor> inputs,
        List<ModelTensor> outputs,
        String sha256,
        String resourcePath,
        DroppedAttrs dropped,
        long frozenBytes,
        @Nullable LiteContent lite,
        @Nullable GraphCounts source) {

    /** Copies the lists. */
    public FinalModel {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** A final graph. */
    public FinalModel(
            String name,
            Graph graph,
            List<ModelTensor> inputs,
            List<ModelTensor> outputs,
            String sha256,
            String resourcePath) {
        this(name, graph, inputs, outputs, sha256, resourcePath, DroppedAttrs.NONE, 0, null, null);
    }

    /** The same with what it was made of. */
    public FinalModel madeOf(@Nullable GraphCounts other) {
        return new FinalModel(name, graph, inputs, outputs, sha256, resourcePath, dropped, frozenBytes, lite, other);
    }

    /** Whether it is a GraphDef. */
    public boolean isGraph() {
        return lite == null;
    }
}
