package io.github.tfmobile.graph.io;

import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.io.file.MappedFile;
import io.github.tfmobile.graph.problem.GraphProblem;
import java.nio.file.Path;
import org.tensorflow.proto.SaverDef;

/**
 * Reads a SaverDef (tensorflow/core/protobuf/saver.proto), binary or text, told apart by content. It names the restore op of a
 * graph that knows how the variables are called in a checkpoint.
 */
public final class SaverReader {

    private SaverReader() {}

    /**
     * Reads a SaverDef that the user named.
     *
     * @throws ProblemException if there is no such file, it is something else, or it is damaged
     */
    public static SaverDef read(Path path) throws ProblemException {
        String element = Setting.SAVER.toString();
        if (InputFiles.isFolder(path)) {
            throw WrongKind.problem(element, "a SaverDef file", path, FileKind.ofFolder(path));
        }
        MappedFile file = MappedFile.open(path, element);
        SaverDef saver = switch (FileKind.of(file)) {
            case TEXT, GRAPH_TEXT ->
                MessageFiles.mergeText(file, element, SaverDef.newBuilder()).build();
            default -> MessageFiles.merge(file, element, SaverDef.newBuilder()).build();
        };
        if (saver.getRestoreOpName().isEmpty()) {
            throw new ProblemException(Problem.of(
                    GraphProblem.NO_SAVER,
                    element + " is no SaverDef, it names no restore op: \"" + MappedFile.shown(path) + "\"",
                    "Name the file that saver.as_saver_def() was written to."));
        }
        return saver;
    }
}
