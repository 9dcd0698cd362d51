package io.github.tfmobile.graph.checkpoint;

import io.github.tfmobile.common.output.TemporaryFiles;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.io.file.ScratchBuffer;
import io.github.tfmobile.graph.problem.GraphProblem;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What may be wrong with checkpoints of either version.
 *
 * @param element what the user calls the checkpoint
 */
record CheckpointProblems(String element) {

    /** It cannot be read as what it says it is. */
    ProblemException damaged(String what, Place place, @Nullable Throwable cause) {
        return new ProblemException(
                Problem.of(
                        GraphProblem.CHECKPOINT_DAMAGED,
                        element + " " + what,
                        place,
                        "Copy or write the checkpoint again."),
                cause);
    }

    /** A tensor in it is damaged, from an offset of a file on, or somewhere in it where that is negative. */
    ProblemException damaged(String name, String what, Path file, long offset) {
        return damaged(
                "holds \"" + name + "\" damaged or incomplete: " + what,
                offset < 0 ? Place.of(file) : Place.at(file, offset),
                null);
    }

    /** A tensor is of a dtype that has no bytes, as a resource. */
    ProblemException noPlainData(String name, String dtype, Path file) {
        return new ProblemException(Problem.of(
                GraphProblem.TENSOR_NO_PLAIN_DATA,
                element + " holds \"" + name + "\" as " + dtype
                        + ", which is no plain data and cannot become a constant",
                Place.of(file),
                "Name outputs that do not need it."));
    }

    /** A tensor that is stored in slices does not fit into the temporary folder. */
    ProblemException noRoom(String name, ScratchBuffer.NoRoomException cause) {
        return new ProblemException(
                Problem.of(
                        GraphProblem.NO_ROOM_FOR_SLICES,
                        element + " holds \"" + name
                                + "\" in slices, and the temporary folder has no room to put them together: "
                                + cause.getMessage(),
                        TemporaryFiles.MAKE_ROOM),
                cause);
    }

    /** A file of it is not there. */
    ProblemException shardMissing(String what, @Nullable Place place, String files) {
        return new ProblemException(Problem.of(
                GraphProblem.SHARD_MISSING,
                element + " " + what,
                place,
                "Copy all files of the checkpoint: " + files + "."));
    }
}
