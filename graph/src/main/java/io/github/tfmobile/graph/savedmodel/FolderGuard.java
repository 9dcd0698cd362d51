package io.github.tfmobile.graph.savedmodel;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps reads within a folder that may come from strangers: links that lead out of it are not followed. */
final class FolderGuard {

    private final Path root;
    private final String element;

    private FolderGuard(Path root, String element) {
        this.root = root;
        this.element = element;
    }

    static FolderGuard of(Path folder, String element) throws ProblemException {
        try {
            return new FolderGuard(folder.toRealPath(), element);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            element + " cannot be read: \"" + SavedModelReader.shown(folder) + "\"",
                            "The operating system says: " + e.getMessage() + "."),
                    e);
        }
    }

    /** Whether an existing file really lies in the folder. */
    boolean holds(Path file) throws IOException {
        return file.toRealPath().startsWith(root);
    }

    /** Refuses a file that exists but really lies elsewhere. */
    void require(Path file) throws ProblemException {
        try {
            if (!Files.exists(file) || holds(file)) {
                return;
            }
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            element + " cannot be read: \"" + SavedModelReader.shown(file) + "\"",
                            "The operating system says: " + e.getMessage() + "."),
                    e);
        }
        throw new ProblemException(Problem.of(
                element + " has a link that leads out of its folder: \"" + SavedModelReader.shown(file) + "\"",
                "Replace it by the file it points to."));
    }

    /** The same for a folder and every file directly in it. */
    void requireAll(Path folder) throws ProblemException {
        require(folder);
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                require(file);
            }
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            element + " cannot be read: \"" + SavedModelReader.shown(folder) + "\"",
                            "The operating system says: " + e.getMessage() + "."),
                    e);
        }
    }
}
