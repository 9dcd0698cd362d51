package io.github.tfmobile.engine.request;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.engine.state.FileStamp;
import io.github.tfmobile.graph.checkpoint.Checkpoint;
import io.github.tfmobile.graph.checkpoint.Checkpoints;
import io.github.tfmobile.graph.freeze.ModelSource;
import io.github.tfmobile.graph.io.GraphReader;
import io.github.tfmobile.graph.io.MetaGraphReader;
import io.github.tfmobile.graph.io.SaverReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a model is read from. Nothing is opened before {@link #open()}. */
public sealed interface SourceFiles {

    /**
     * A GraphDef, with or without a checkpoint.
     *
     * @param graph the file
     * @param checkpoint the prefix; null for a graph without variables
     * @param saver a SaverDef that knows the names in the checkpoint; null to look at all restore ops of the graph
     */
    record GraphFiles(
            Path graph, @Nullable Path checkpoint, @Nullable Path saver) implements SourceFiles {}

    /**
     * A MetaGraphDef with a checkpoint.
     *
     * @param metaGraph the file
     * @param checkpoint the prefix; null for a graph without variables
     */
    record MetaGraphFiles(Path metaGraph, @Nullable Path checkpoint) implements SourceFiles {}

    /**
     * A SavedModel.
     *
     * @param directory its directory
     * @param tags the tag set
     * @param signatures the signatures, in order
     */
    record SavedModelFiles(Path directory, SortedSet<String> tags, List<String> signatures) implements SourceFiles {

        /** Copies the collections. */
        public SavedModelFiles {
            tags = new TreeSet<>(tags);
            signatures = List.copyOf(signatures);
        }
    }

    /** The file or directory that the user named first. */
    default Path main() {
        if (this instanceof GraphFiles files) {
            return files.graph();
        }
        if (this instanceof MetaGraphFiles files) {
            return files.metaGraph();
        }
        return ((SavedModelFiles) this).directory();
    }

    /**
     * Opens the files.
     *
     * @throws ProblemException if one is missing, damaged or of another kind
     */
    default ModelSource open() throws ProblemException {
        if (this instanceof GraphFiles files) {
            return new ModelSource.GraphSource(
                    GraphReader.read(files.graph()),
                    files.graph(),
                    checkpoint(files.checkpoint()),
                    files.saver() == null ? null : SaverReader.read(files.saver()));
        }
        if (this instanceof MetaGraphFiles files) {
            return new ModelSource.MetaGraphSource(
                    MetaGraphReader.read(files.metaGraph()), files.metaGraph(), checkpoint(files.checkpoint()));
        }
        SavedModelFiles files = (SavedModelFiles) this;
        return new ModelSource.SavedModelSource(files.directory(), files.tags(), files.signatures());
    }

    /** The stamps of all files that the model is read from, sorted by path. */
    default List<FileStamp> stamps() throws IOException {
        SortedSet<Path> files = new TreeSet<>();
        if (this instanceof GraphFiles graph) {
            files.add(graph.graph());
            addCheckpoint(graph.checkpoint(), files);
            if (graph.saver() != null) {
                files.add(graph.saver());
            }
        } else if (this instanceof MetaGraphFiles metaGraph) {
            files.add(metaGraph.metaGraph());
            addCheckpoint(metaGraph.checkpoint(), files);
        } else if (this instanceof SavedModelFiles savedModel && Files.isDirectory(savedModel.directory())) {
            try (Stream<Path> all = Files.walk(savedModel.directory())) {
                all.filter(Files::isRegularFile).forEach(file -> files.add(file));
            }
        }
        return FileStamp.of(files);
    }

    /** The folders in which these files lie: a file that comes or goes changes its folder. */
    default SortedSet<Path> folders() throws IOException {
        SortedSet<Path> folders = new TreeSet<>();
        for (FileStamp stamp : stamps()) {
            Path folder = Path.of(stamp.path()).getParent();
            if (folder != null) {
                folders.add(folder);
            }
        }
        if (this instanceof SavedModelFiles savedModel && Files.isDirectory(savedModel.directory())) {
            try (Stream<Path> all = Files.walk(savedModel.directory())) {
                all.filter(Files::isDirectory).forEach(file -> folders.add(file));
            }
        }
        return folders;
    }

    private static @Nullable Checkpoint checkpoint(@Nullable Path prefix) throws ProblemException {
        return prefix == null ? null : Checkpoints.open(prefix);
    }

    /** Whatever in the checkpoint's folder may belong to it: too much at worst, which only means more work. */
    private static void addCheckpoint(@Nullable Path prefix, SortedSet<Path> files) throws IOException {
        Path folder = prefix == null ? null : prefix.toAbsolutePath().getParent();
        if (prefix == null || folder == null || !Files.isDirectory(folder)) {
            return;
        }
        String start = String.valueOf(prefix.getFileName());
        try (Stream<Path> siblings = Files.list(folder)) {
            siblings.filter(file -> {
                        String name = String.valueOf(file.getFileName());
                        return name.startsWith(start) || name.equals("checkpoint") || start.equals("checkpoint");
                    })
                    .filter(Files::isRegularFile)
                    .forEach(file -> files.add(file));
        }
    }
}
