package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.freeze.model.FreezeRequest;
import io.github.tfmobile.graph.freeze.model.LoadedModel;
import io.github.tfmobile.graph.freeze.model.ModelSource;
import io.github.tfmobile.graph.freeze.model.SavedModelLoader;
import io.github.tfmobile.graph.io.file.Guard;
import io.github.tfmobile.graph.problem.GraphProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.tensorflow.proto.SaverDef;

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
        LoadedModel model = load(request, notes);
        source.accept(model.graph());
        int nodes = model.graph().size();
        try (Progress.Task task = progress.start("freezing", "nodes", nodes)) {
            FreezeResult result = new FreezeRun(request, progress, model, notes).run();
            task.done(nodes);
            return result;
        }
    }

    /** A SaverDef says how variables are called by an op of the graph, and nothing where that was cut away. */
    private static void requireRestoreOp(ModelSource.GraphSource source) throws ProblemException {
        SaverDef saver = source.saver();
        if (saver == null || saver.getRestoreOpName().isEmpty()) {
            return;
        }
        String restore = NodeInput.parse(saver.getRestoreOpName()).node();
        if (source.graph().find(restore) == null) {
            throw new ProblemException(Problem.of(
                    GraphProblem.SAVER_OF_OTHER_GRAPH,
                    Setting.SAVER + " names a restore op that the graph does not have: \"" + restore + "\"",
                    source.file() == null ? null : Place.of(source.file()),
                    "Name a graph that was written with its Saver, or the MetaGraphDef beside the checkpoint: "
                            + Setting.META_GRAPH.inFull() + "."));
        }
    }

    private static LoadedModel load(FreezeRequest request, List<String> notes) throws ProblemException {
        if (request.source() instanceof ModelSource.GraphSource source) {
            requireRestoreOp(source);
            return LoadedModel.of(source.graph(), source.file(), source.checkpoint(), source.saver(), request);
        }
        if (request.source() instanceof ModelSource.MetaGraphSource source) {
            return LoadedModel.of(
                    Graph.of(source.metaGraph().getGraphDef()),
                    source.file(),
                    source.checkpoint(),
                    source.metaGraph().hasSaverDef() ? source.metaGraph().getSaverDef() : null,
                    request);
        }
        if (request.source() instanceof ModelSource.SavedModelSource source) {
            return new SavedModelLoader(source, request, notes).load();
        }
        throw new IllegalStateException(String.valueOf(request.source()));
    }
}
