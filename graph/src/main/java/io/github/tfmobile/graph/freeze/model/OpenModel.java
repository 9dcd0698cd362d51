package io.github.tfmobile.graph.freeze.model;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.checkpoint.Checkpoint;
import io.github.tfmobile.graph.problem.GraphProblem;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SaverDef;

/** What is frozen: a model whose files are open, or that never was a file. */
public sealed interface OpenModel {

    /**
     * The model as a graph with variables.
     *
     * @param request which part of it is asked for
     * @param notes gets what the user is to know of the choice
     * @throws ProblemException if the model is wrong, or has not what is asked for
     */
    LoadedModel load(FreezeRequest request, List<String> notes) throws ProblemException;

    /**
     * A GraphDef, as {@code freeze_graph --input_graph} takes it.
     *
     * @param graph the graph
     * @param file where it was read from, for messages; null when it never was a file
     * @param checkpoint its variables; null for a graph that has none
     * @param saver the SaverDef that tells which restore op knows the variables' names in the checkpoint
     *     ({@code --input_saver}); null to look at all restore ops of the graph
     */
    record GraphModel(
            Graph graph,
            @Nullable Path file,
            @Nullable Checkpoint checkpoint,
            @Nullable SaverDef saver) implements OpenModel {

        /** A graph without a SaverDef. */
        public GraphModel(Graph graph, @Nullable Path file, @Nullable Checkpoint checkpoint) {
            this(graph, file, checkpoint, null);
        }

        @Override
        public LoadedModel load(FreezeRequest request, List<String> notes) throws ProblemException {
            requireRestoreOp();
            return LoadedModel.of(graph, file, checkpoint, saver, request);
        }

        /** A SaverDef says how variables are called by an op of the graph, and nothing where that was cut away. */
        private void requireRestoreOp() throws ProblemException {
            if (saver == null || saver.getRestoreOpName().isEmpty()) {
                return;
            }
            String restore = NodeInput.parse(saver.getRestoreOpName()).node();
            if (graph.find(restore) == null) {
                throw new ProblemException(Problem.of(
                        GraphProblem.SAVER_OF_OTHER_GRAPH,
                        Setting.SAVER + " names a restore op that the graph does not have: \"" + restore + "\"",
                        file == null ? null : Place.of(file),
                        "Name a graph that was written with its Saver, or the MetaGraphDef beside the checkpoint: "
                                + Setting.META_GRAPH.inFull() + "."));
            }
        }
    }

    /**
     * A MetaGraphDef, as {@code freeze_graph --input_meta_graph} takes it; its SaverDef names the restore op.
     *
     * @param metaGraph the MetaGraph
     * @param file where it was read from, for messages; null when it never was a file
     * @param checkpoint its variables; null for a graph that has none
     */
    record MetaGraphModel(
            MetaGraphDef metaGraph,
            @Nullable Path file,
            @Nullable Checkpoint checkpoint) implements OpenModel {

        @Override
        public LoadedModel load(FreezeRequest request, List<String> notes) throws ProblemException {
            Graph graph = Graph.of(metaGraph.getGraphDef());
            SaverDef saver = metaGraph.hasSaverDef() ? metaGraph.getSaverDef() : null;
            return LoadedModel.of(graph, file, checkpoint, saver, request);
        }
    }

    /**
     * A SavedModel.
     *
     * @param directory its folder
     * @param tags the tags of the MetaGraph, all of them and no others; empty for the one to serve, or the only one
     * @param signatures the signatures to serve, in order; empty for {@code serving_default}, the only one, or outputs
     *     that the request names
     * @param function a function of the object graph in place of signatures; null for signatures
     */
    record SavedModelDirectory(
            Path directory,
            SortedSet<String> tags,
            List<String> signatures,
            @Nullable String function) implements OpenModel {

        /** Copies the collections. */
        public SavedModelDirectory {
            tags = new TreeSet<>(tags);
            signatures = List.copyOf(signatures);
        }

        /** A SavedModel with signatures. */
        public SavedModelDirectory(Path directory, SortedSet<String> tags, List<String> signatures) {
            this(directory, tags, signatures, null);
        }

        @Override
        public LoadedModel load(FreezeRequest request, List<String> notes) throws ProblemException {
            return new SavedModelLoader(this, request, notes).load();
        }
    }
}
