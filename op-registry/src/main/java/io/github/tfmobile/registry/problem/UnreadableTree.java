package io.github.tfmobile.registry.problem;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import java.io.IOException;
import java.nio.file.Path;

/** A source tree in which something cannot be read. */
public final class UnreadableTree {

    private UnreadableTree() {}

    /** The problem of a tree of which reading ended in an exception, which names the file. */
    public static ProblemException of(Path root, IOException e) {
        return new ProblemException(
                Problem.of(
                        RegistryProblem.TREE_UNREADABLE,
                        Setting.TENSORFLOW_ROOT + ": the source tree cannot be read: \"" + e.getMessage() + '"',
                        Place.of(root),
                        "check that the files can be read"),
                e);
    }
}
