package io.github.tfmobile.graph.freeze.model;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.checkpoint.Checkpoint;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.SaverDef;

/**
 * A model of any source as freezing sees it.
 *
 * @param graph the graph
 * @param file where it was read from
 * @param vocabularyFolder where file names in the graph itself are looked for; null for nowhere
 * @param checkpoint its variables
 * @param saver names the restore op that knows the variables' names in the checkpoint
 * @param inputs what it is fed
 * @param arguments what a signature takes besides, where the inputs cut the graph further inside: inputs as well as far as
 *     they are still needed
 * @param wrappers the calls of signatures' functions
 * @param outputs what it gives
 * @param renamed old names of inputs and outputs by their new ones
 * @param assets files that file name tensors stand for
 * @param initializers nodes that a runtime runs after restoring the variables
 * @param isTraced whether the nodes' names were made by tracing functions and control edges by order of the program
 */
public record LoadedModel(
        Graph graph,
        @Nullable Path file,
        @Nullable Path vocabularyFolder,
        @Nullable Checkpoint checkpoint,
        @Nullable SaverDef saver,
        List<InputSpec> inputs,
        List<InputSpec> arguments,
        Set<String> wrappers,
        List<InputSpec> outputs,
        Map<String, String> renamed,
        Assets assets,
        Set<String> initializers,
        boolean isTraced) {

    /** A model of which the request says all but the graph. */
    public static LoadedModel of(
            Graph graph,
            @Nullable Path file,
            @Nullable Checkpoint checkpoint,
            @Nullable SaverDef saver,
            FreezeRequest request) {
        Path folder = file == null ? null : file.toAbsolutePath().getParent();
        return new LoadedModel(
                graph,
                file,
                folder,
                checkpoint,
                saver,
                request.inputs(),
                List.of(),
                Set.of(),
                request.outputs().stream()
                        .map(output -> new InputSpec(output, null, null))
                        .toList(),
                Map.of(),
                Assets.NONE,
                Set.of(),
                false);
    }

    /** The names of the nodes that give the outputs, in order. */
    public Set<String> outputNodes() {
        Set<String> names = new LinkedHashSet<>();
        outputs.forEach(output -> names.add(output.tensor().node()));
        return names;
    }

    /** The file as a place. */
    @Nullable
    public Place place() {
        return file == null ? null : Place.of(file);
    }
}
