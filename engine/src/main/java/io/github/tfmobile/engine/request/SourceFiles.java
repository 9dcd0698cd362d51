package io.github.tfmobile.engine.request;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.checkpoint.Checkpoint;
import io.github.tfmobile.graph.checkpoint.Checkpoints;
import io.github.tfmobile.graph.freeze.model.ModelSource;
import io.github.tfmobile.graph.io.FileKind;
import io.github.tfmobile.graph.io.GraphReader;
import io.github.tfmobile.graph.io.MetaGraphReader;
import io.github.tfmobile.graph.io.SaverReader;
import io.github.tfmobile.graph.io.WrongKind;
import io.github.tfmobile.graph.io.file.MappedFile;
import io.github.tfmobile.lite.model.LiteModel;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a model is read from. Nothing is opened here. */
public sealed interface SourceFiles {

    /** The file or directory that the user named first. */
    Path main();

    /** A model of TensorFlow, which can be frozen and transformed. */
    sealed interface GraphSource extends SourceFiles {

        /**
         * Opens the files.
         *
         * @throws ProblemException if one is missing, damaged or of another kind
         */
        ModelSource open() throws ProblemException;
    }

    /**
     * A GraphDef, with or without a checkpoint.
     *
     * @param graph the file
     * @param checkpoint the prefix; null for a graph without variables
     * @param saver a SaverDef that knows the names in the checkpoint; null to look at all restore ops of the graph
     */
    record GraphFiles(
            Path graph, @Nullable Path checkpoint, @Nullable Path saver) implements GraphSource {

        @Override
        public Path main() {
            return graph;
        }

        @Override
        public ModelSource open() throws ProblemException {
            return new ModelSource.GraphSource(
                    GraphReader.read(graph),
                    graph,
                    openCheckpoint(checkpoint),
                    saver == null ? null : SaverReader.read(saver));
        }
    }

    /**
     * A MetaGraphDef with a checkpoint.
     *
     * @param metaGraph the file
     * @param checkpoint the prefix; null for a graph without variables
     */
    record MetaGraphFiles(Path metaGraph, @Nullable Path checkpoint) implements GraphSource {

        @Override
        public Path main() {
            return metaGraph;
        }

        @Override
        public ModelSource open() throws ProblemException {
            return new ModelSource.MetaGraphSource(
                    MetaGraphReader.read(metaGraph), metaGraph, openCheckpoint(checkpoint));
        }
    }

    /**
     * A SavedModel.
     *
     * @param model its directory, and what of it is frozen
     */
    record SavedModelFiles(ModelSource.SavedModelSource model) implements GraphSource {

        @Override
        public Path main() {
            return model.directory();
        }

        @Override
        public ModelSource open() {
            return model;
        }
    }

    /**
     * A TensorFlow Lite model.
     *
     * @param file the file
     */
    record LiteFile(Path file) implements SourceFiles {

        @Override
        public Path main() {
            return file;
        }

        /**
         * Reads the model.
         *
         * @throws ProblemException if the file is missing, damaged or of another kind
         */
        public LiteModel read() throws ProblemException, IOException {
            String element = Setting.TFLITE.toString();
            FileKind kind = FileKind.of(MappedFile.open(file, element));
            // What is told apart by nothing else counts as a graph: a damaged model may be that, too.
            if (kind != FileKind.TFLITE && kind != FileKind.GRAPH) {
                throw WrongKind.problem(element, "a TensorFlow Lite model", file, kind);
            }
            return io.github.tfmobile.lite.model.ModelReader.read(file);
        }
    }

    private static @Nullable Checkpoint openCheckpoint(@Nullable Path prefix) throws ProblemException {
        return prefix == null ? null : Checkpoints.open(prefix);
    }
}
