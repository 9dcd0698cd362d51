package io.github.tfmobile.graph.savedmodel;

import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.file.UnreadableException;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.problem.GraphProblem;
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
            return new FolderGuard(InputFiles.real(folder), element);
        } catch (UnreadableException e) {
            throw e.problem(element);
        }
    }

    /** Whether an existing file really lies in the folder. */
    boolean holds(Path file) throws UnreadableException {
        return InputFiles.real(file).startsWith(root);
    }

    /** Refuses a file that exists but really lies elsewhere. */
    void require(Path file) throws ProblemException {
        try {
            if (!InputFiles.exists(file) || holds(file)) {
                return;
            }
        } catch (UnreadableException e) {
            throw e.problem(element);
        }
        throw new ProblemException(Problem.of(
                GraphProblem.LINK_LEADS_OUT,
                element + " has a link that leads out of its folder: \"" + SavedModelReader.shown(file) + "\"",
                "Replace it by the file it points to."));
    }

    /** The same for a folder, if there is one, and every file directly in it. */
    void requireAll(Path folder) throws ProblemException {
        require(folder);
        if (!InputFiles.exists(folder)) {
            return;
        }
        try {
            for (Path file : InputFiles.entries(folder)) {
                require(file);
            }
        } catch (UnreadableException e) {
            throw e.problem(element);
        }
    }
}
