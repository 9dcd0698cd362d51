package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.graph.Graph;
import java.util.List;

/**
 * A model after all transforms, as it will be shipped.
 *
 * @param name the model's name in the build
 * @param graph its final graph
 * @param inputs what an app feeds
 * @param outputs what an app fetches
 * @param sha256 SHA-256 of the final graph's file, 64 lower-case hex digits
 * @param resourcePath where the file lies in the jar, as in {@code models/inception.pb}
 */
public record FinalModel(
        String name,
        Graph graph,
        List<ModelTensor> inputs,
        List<ModelTensor> outputs,
        String sha256,
        String resourcePath) {

    /** Copies the lists. */
    public FinalModel {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
