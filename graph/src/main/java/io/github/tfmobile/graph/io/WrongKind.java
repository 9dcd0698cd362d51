package io.github.tfmobile.graph.io;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.io.file.MappedFile;
import io.github.tfmobile.graph.problem.GraphProblem;
import java.nio.file.Path;

/** The message for a file that is of another kind than the parameter that names it. */
public final class WrongKind {

    private WrongKind() {}

    /**
     * The problem that a file is something else.
     *
     * @param element the parameter as the user knows it, as in {@code <graph>}
     * @param wanted what it should be, with its article
     */
    public static ProblemException problem(String element, String wanted, Path file, FileKind kind) {
        String shown = MappedFile.shown(file);
        return new ProblemException(Problem.of(
                GraphProblem.FILE_OF_OTHER_KIND,
                element + " is " + kind.noun() + ", not " + wanted + ": \"" + shown + "\"",
                remedy(kind, file)));
    }

    private static String remedy(FileKind kind, Path file) {
        String shown = MappedFile.shown(file);
        return switch (kind) {
            case GRAPH, GRAPH_TEXT -> "Give it as " + Setting.GRAPH.with(shown) + ".";
            case TEXT -> "A graph in text format is given as " + Setting.GRAPH.with(shown) + ".";
            case META_GRAPH, META_GRAPH_TEXT -> "Give it as " + Setting.META_GRAPH.with(shown) + ".";
            case SAVED_MODEL, SAVED_MODEL_TEXT, CHUNKED_PROTO, FINGERPRINT ->
                "Give its folder as " + Setting.SAVED_MODEL.with(parent(file)) + ".";
            case SAVED_MODEL_FOLDER -> "Give it as " + Setting.SAVED_MODEL.with(shown) + ".";
            case FOLDER -> "Name the file in it.";
            case CHECKPOINT_INDEX, CHECKPOINT_SHARD, CHECKPOINT_V1 ->
                "Give it as "
                        + Setting.CHECKPOINT.with(checkpointPrefix(shown))
                        + ", and the graph that goes with it as " + Setting.GRAPH.inFull() + ".";
            case CHECKPOINT_STATE ->
                "Give it as " + Setting.CHECKPOINT.with(shown) + ", and the graph that goes with it as "
                        + Setting.GRAPH.inFull() + ".";
            case TFLITE ->
                "Give it as " + Setting.TFLITE.with(shown)
                        + ": it is shipped as it is, and cannot be turned back into a graph.";
            case HDF5, KERAS ->
                "Export the model from Keras as a SavedModel (model.export(folder)) and give that as" + " "
                        + Setting.SAVED_MODEL.inFull() + ".";
            case NUMPY -> "It holds one array and no graph.";
            case COMPRESSED -> "Unpack it and name what was in it.";
            case HTML -> "The download was answered by a page; download the file itself.";
            case JSON -> "Name the binary or text file that TensorFlow wrote.";
            case LFS_POINTER -> "Get the file itself with git lfs pull.";
            case EMPTY -> "Write or copy it again.";
        };
    }

    private static String parent(Path file) {
        Path folder = file.getParent();
        return folder == null ? "." : MappedFile.shown(folder);
    }

    /** The prefix of a checkpoint of which this is a file, or all shards as a Saver names them: -?????-of-00002. */
    public static String checkpointPrefix(String file) {
        return file.replaceFirst("(\\.index|\\.meta|(\\.data)?-(\\d{5}|\\?{5})-of-\\d{5})$", "");
    }
}
