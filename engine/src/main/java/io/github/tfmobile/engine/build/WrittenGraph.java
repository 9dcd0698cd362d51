package io.github.tfmobile.engine.build;

import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.io.GraphReader;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A graph and the file that holds it. What was just written is what is looked at next, with all that is already known of it;
 * what an earlier run wrote is read once, when somebody asks for it. Its text is the file's path and hash.
 */
final class WrittenGraph {

    private final Path file;
    private final String sha256;
    private @Nullable Graph graph;

    /**
     * A graph in a file.
     *
     * @param sha256 SHA-256 of the file in lower-case hex
     * @param graph the graph, where it is in memory
     */
    WrittenGraph(Path file, String sha256, @Nullable Graph graph) {
        this.file = file;
        this.sha256 = sha256;
        this.graph = graph;
    }

    Path file() {
        return file;
    }

    String sha256() {
        return sha256;
    }

    /**
     * The graph. What asks for it depends on the file, whether it has to be read or not.
     *
     * @throws ProblemException if the file has to be read and cannot be
     * @throws IOException if the file is gone
     */
    Graph graph() throws ProblemException, IOException {
        if (graph == null) {
            graph = GraphReader.read(file);
        } else {
            InputFiles.use(file);
        }
        return graph;
    }

    @Override
    public String toString() {
        return file + " " + sha256;
    }
}
