package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.checkpoint.Checkpoint;
import io.github.tfmobile.registry.problem.Place;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.SaverDef;

/**
 * A model of any source as freezing sees it.
 *
 * @param graph the graph
 * @param file where it was read from
 * @param checkpoint its variables
 * @param saver names the restore op that knows the variables' names in the checkpoint
 */
record LoadedModel(
        Graph graph,
        @Nullable Path file,
        @Nullable Checkpoint checkpoint,
        @Nullable SaverDef saver) {

    /** The file as a place. */
    @Nullable
    Place place() {
        return file == null ? null : Place.of(file);
    }
}
