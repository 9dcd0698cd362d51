package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.freeze.model.FreezeRequest;
import io.github.tfmobile.graph.freeze.model.LoadedModel;
import io.github.tfmobile.graph.io.file.Guard;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Freezes models: what {@code freeze_graph} does for TF1 and {@code convert_variables_to_constants_v2} for TF2. Only what
 * the outputs need is kept, under the names that it has. Stateless.
 */
public final class Freezer {

    private Freezer() {}

    /**
     * Freezes a model. Weights are not read where nothing is computed of them: their checksums are verified when the graph
     * is written.
     *
     * @param progress hears of the weights as they are found
     * @throws ProblemException if the request or the model is wrong: all that is wrong at once, each with the nearest
     *     names, before any weight is read where the checkpoint's index tells already
     */
    public static FreezeResult freeze(FreezeRequest request, Progress progress) throws ProblemException {
        return freeze(request, progress, graph -> {});
    }

    /**
     * Freezes a model.
     *
     * @param progress hears of the weights as they are found
     * @param source sees the graph as it was before, named as it is afterwards
     * @throws ProblemException as the other one does
     */
    public static FreezeResult freeze(FreezeRequest request, Progress progress, Consumer<Graph> source)
            throws ProblemException {
        return Guard.computing(() -> frozen(request, progress, source));
    }

    private static FreezeResult frozen(FreezeRequest request, Progress progress, Consumer<Graph> source)
            throws ProblemException {
        List<String> notes = new ArrayList<>();
        LoadedModel model = request.source().load(request, notes);
        source.accept(model.graph());
        int nodes = model.graph().size();
        try (Progress.Task task = progress.start("freezing", "nodes", nodes)) {
            FreezeResult result = new FreezeRun(request, progress, model, notes).run();
            task.done(nodes);
            return result;
        }
    }
}
