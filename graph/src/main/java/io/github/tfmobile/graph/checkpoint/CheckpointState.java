package io.github.tfmobile.graph.checkpoint;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.file.UnreadableException;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.io.WrongKind;
import io.github.tfmobile.graph.problem.GraphProblem;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text file {@code checkpoint} that a Saver keeps in its folder, a CheckpointState message
 * (tensorflow/python/training/checkpoint_state.proto).
 */
final class CheckpointState {

    /** A state file names some hundred checkpoints at most. */
    private static final int LARGEST = 1 << 20;

    private static final Pattern LATEST = Pattern.compile(
            "^[ \\t]*model_checkpoint_path[ \\t]*:[ \\t]*(?:\"((?:[^\"\\\\\\n]|\\\\.)*)\"|'((?:[^'\\\\\\n]|\\\\.)*)')",
            Pattern.MULTILINE);

    private CheckpointState() {}

    /** The prefix of the latest checkpoint; a relative one starts at the folder of the state file. */
    static Path latest(Path state, String element) throws ProblemException {
        try {
            Matcher matcher = LATEST.matcher(InputFiles.text(state, LARGEST, StandardCharsets.UTF_8));
            if (!matcher.find()) {
                throw broken(state, element, null);
            }
            String text = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
            ByteString bytes = TextFormat.unescapeBytes(text);
            // A sharded checkpoint of version 1 is named with all of its shards: model.ckpt-?????-of-00002.
            return state.resolveSibling(WrongKind.checkpointPrefix(bytes.toStringUtf8()));
        } catch (TextFormat.InvalidEscapeSequenceException | InvalidPathException e) {
            throw broken(state, element, e);
        } catch (UnreadableException e) {
            throw e.reason() == UnreadableException.Reason.TOO_LARGE ? broken(state, element, e) : e.problem(element);
        }
    }

    /** A state file names a state file: itself, or another one. */
    static ProblemException namesState(Path state, Path named, String element) {
        boolean itself;
        try {
            itself = InputFiles.real(state).equals(InputFiles.real(named));
        } catch (UnreadableException e) {
            itself = false;
        }
        return new ProblemException(Problem.of(
                GraphProblem.STATE_OF_STATE_FILE,
                element + " is a checkpoint state file that names "
                        + (itself
                                ? "itself"
                                : "another state file, \"" + named.toString().replace('\\', '/') + "\",")
                        + " in place of a checkpoint: \"" + state.toString().replace('\\', '/') + "\"",
                Place.of(state),
                "Name the prefix of a checkpoint itself."));
    }

    private static ProblemException broken(Path state, String element, @Nullable Throwable cause) {
        return new ProblemException(
                Problem.of(
                        GraphProblem.STATE_WITHOUT_CHECKPOINT,
                        element + " is a checkpoint state file without a valid model_checkpoint_path: \""
                                + state.toString().replace('\\', '/') + "\"",
                        Place.of(state),
                        "Name the prefix of a checkpoint itself."),
                cause);
    }
}
