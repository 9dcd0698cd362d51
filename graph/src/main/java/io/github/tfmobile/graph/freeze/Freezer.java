package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.io.file.Guard;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Freezes models: what {@code freeze_graph} does for TF1 and {@code convert_variables_to_constants_v2} for TF2. Only what
 * the outputs need is kept, under the names that it has. Stateless.
 */
public final class Freezer {

    /** Each attempt finds the variables that those before did not get to; more than these no program needs. */
    private static final int ATTEMPTS = 10;

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
        return Guard.computing(() -> frozen(request, progress));
    }

    private static FreezeResult frozen(FreezeRequest request, Progress progress) throws ProblemException {
        List<String> notes = new ArrayList<>();
        LoadedModel model = load(request, notes);
        int nodes = model.graph().nodes().size();
        try (Progress.Task task = progress.start("freezing", "nodes", nodes)) {
            FreezeResult result = run(request, progress, model, notes);
            task.done(nodes);
            return result;
        }
    }

    /**
     * Freezes with the variables that branches and loops change as what these hand out, if there is no other way: their
     * values are computed in every run then.
     */
    private static FreezeResult run(FreezeRequest request, Progress progress, LoadedModel model, List<String> notes)
            throws ProblemException {
        Set<String> threaded = new TreeSet<>();
        ProblemException first = null;
        for (int attempt = 1; ; attempt++) {
            FreezeRun run = new FreezeRun(request, progress, model, new ArrayList<>(notes), Set.copyOf(threaded));
            try {
                return run.run();
            } catch (ProblemException e) {
                first = first == null ? e : first;
                if (!threaded.addAll(run.conflicting()) || attempt == ATTEMPTS) {
                    throw first;
                }
            }
        }
    }

    private static LoadedModel load(FreezeRequest request, List<String> notes) throws ProblemException {
        if (request.source() instanceof ModelSource.GraphSource source) {
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
