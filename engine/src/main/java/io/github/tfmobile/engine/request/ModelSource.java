package io.github.tfmobile.engine.request;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.checkpoint.Checkpoint;
import io.github.tfmobile.graph.checkpoint.Checkpoints;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import io.github.tfmobile.graph.io.FileKind;
import io.github.tfmobile.graph.io.GraphReader;
import io.github.tfmobile.graph.io.MetaGraphReader;
import io.github.tfmobile.graph.io.SaverReader;
import io.github.tfmobile.graph.io.WrongKind;
import io.github.tfmobile.graph.io.file.MappedFile;
import io.github.tfmobile.lite.model.LiteModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a model is read from: the files that the user named, and what opens them. */
public sealed interface ModelSource {

    /** The files, directories and prefixes that the user named, by the setting that does, the model itself first. */
    Map<Setting, Path> files();

    /** The file or directory of the model itself. */
    default Path main() {
        return files().values().iterator().next();
    }

    /** A model of TensorFlow, which can be frozen and transformed. */
    sealed interface GraphSource extends ModelSource {

        /** Whether the model says by itself what it is fed and what it gives, so that neither has to be named. */
        boolean namesEndpoints();

        /**
         * Opens the files.
         *
         * @throws ProblemException if one is missing, damaged or of another kind
         */
        OpenModel open() throws ProblemException;
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
        public Map<Setting, Path> files() {
            Map<Setting, Path> files = new LinkedHashMap<>();
            files.put(Setting.GRAPH, graph);
            if (checkpoint != null) {
                files.put(Setting.CHECKPOINT, checkpoint);
            }
            if (saver != null) {
                files.put(Setting.SAVER, saver);
            }
            return files;
        }

        @Override
        public boolean namesEndpoints() {
            return false;
        }

        @Override
        public OpenModel open() throws ProblemException {
            return new OpenModel.GraphModel(
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
        public Map<Setting, Path> files() {
            Map<Setting, Path> files = new LinkedHashMap<>();
            files.put(Setting.META_GRAPH, metaGraph);
            if (checkpoint != null) {
                files.put(Setting.CHECKPOINT, checkpoint);
            }
            return files;
        }

        @Override
        public boolean namesEndpoints() {
            return false;
        }

        @Override
        public OpenModel open() throws ProblemException {
            return new OpenModel.MetaGraphModel(MetaGraphReader.read(metaGraph), metaGraph, openCheckpoint(checkpoint));
        }
    }

    /**
     * A SavedModel.
     *
     * @param model its directory, and what of it is frozen
     */
    record SavedModelFiles(OpenModel.SavedModelDirectory model) implements GraphSource {

        @Override
        public Map<Setting, Path> files() {
            return Map.of(Setting.SAVED_MODEL, model.directory());
        }

        @Override
        public boolean namesEndpoints() {
            return true;
        }

        @Override
        public OpenModel open() {
            return model;
        }
    }

    /**
     * A TensorFlow Lite model.
     *
     * @param file the file
     */
    record LiteFile(Path file) implements ModelSource {

        @Override
        public Map<Setting, Path> files() {
            return Map.of(Setting.TFLITE, file);
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
