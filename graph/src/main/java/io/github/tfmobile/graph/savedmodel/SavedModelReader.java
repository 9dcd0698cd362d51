package io.github.tfmobile.graph.savedmodel;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.file.UnreadableException;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.io.FileKind;
import io.github.tfmobile.graph.io.MessageFiles;
import io.github.tfmobile.graph.io.WrongKind;
import io.github.tfmobile.graph.io.file.MappedFile;
import io.github.tfmobile.graph.problem.GraphProblem;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.FingerprintDef;
import org.tensorflow.proto.SavedModel;

/**
 * Reads the folder of a SavedModel (tensorflow/core/protobuf/saved_model.proto): {@code saved_model.pb},
 * {@code .pbtxt} or {@code .cpb}, {@code variables/}, {@code assets/}. Nothing outside the folder is ever read, wherever links and
 * names in it point.
 */
public final class SavedModelReader {

    /** A fingerprint has five numbers and an id. */
    private static final int LARGEST_FINGERPRINT = 64 * 1024;

    private SavedModelReader() {}

    /**
     * Reads a SavedModel that the user named as {@code <savedModel>}, by its folder or its {@code saved_model.pb}.
     *
     * @throws ProblemException if there is none, it is something else, or it is damaged
     */
    public static SavedModelFolder read(Path path) throws ProblemException {
        return read(path, Setting.SAVED_MODEL.toString());
    }

    /**
     * Reads a SavedModel.
     *
     * @param element what the user calls it, for messages
     * @throws ProblemException if there is none, it is something else, or it is damaged
     */
    public static SavedModelFolder read(Path path, String element) throws ProblemException {
        if (!InputFiles.exists(path)) {
            InputFiles.requireFileOrNothing(path, element);
            throw UnreadableException.of(path, new NoSuchFileException(path.toString()))
                    .problem(element);
        }
        Path folder = path;
        if (!InputFiles.isFolder(path)) {
            requireFile(path, element);
            String name = String.valueOf(path.getFileName());
            Path parent = path.toAbsolutePath().getParent();
            if (parent == null
                    || !(name.equals("saved_model.pb")
                            || name.equals("saved_model.pbtxt")
                            || name.equals("saved_model.cpb"))) {
                throw WrongKind.problem(
                        element, "the folder of a SavedModel", path, FileKind.of(MappedFile.open(path, element)));
            }
            folder = parent;
        }
        FolderGuard guard = FolderGuard.of(folder, element);
        SavedModel model = model(folder, guard, element);
        if (model.getMetaGraphsCount() == 0) {
            throw new ProblemException(Problem.of(
                    GraphProblem.SAVED_MODEL_EMPTY,
                    element + " holds no MetaGraph: \"" + shown(folder) + "\"",
                    "Export the model again."));
        }
        return new SavedModelFolder(folder, element, guard, model, fingerprint(folder, guard));
    }

    /** What is no folder has to be a file at least, which can be told what it is. */
    private static void requireFile(Path path, String element) throws ProblemException {
        if (InputFiles.isFile(path)) {
            return;
        }
        try {
            InputFiles.entries(path);
        } catch (UnreadableException e) {
            throw e.problem(element, "Name the folder of a SavedModel.");
        }
    }

    private static SavedModel model(Path folder, FolderGuard guard, String element) throws ProblemException {
        Path binary = folder.resolve("saved_model.pb");
        Path text = folder.resolve("saved_model.pbtxt");
        if (InputFiles.exists(binary)) {
            guard.require(binary);
            MappedFile file = MappedFile.open(binary, element);
            FileKind kind = FileKind.of(file);
            return switch (kind) {
                case TEXT, SAVED_MODEL_TEXT ->
                    MessageFiles.mergeText(file, element, SavedModel.newBuilder())
                            .build();
                case EMPTY, LFS_POINTER, HTML, COMPRESSED, HDF5, KERAS, TFLITE, JSON ->
                    throw WrongKind.problem(element, "a SavedModel", binary, kind);
                default ->
                    MessageFiles.merge(file, element, SavedModel.newBuilder()).build();
            };
        }
        if (InputFiles.exists(text)) {
            guard.require(text);
            return MessageFiles.mergeText(MappedFile.open(text, element), element, SavedModel.newBuilder())
                    .build();
        }
        Path split = folder.resolve("saved_model.cpb");
        if (InputFiles.exists(split)) {
            guard.require(split);
            return MessageFiles.mergeChunks(MappedFile.open(split, element), element, SavedModel.newBuilder())
                    .build();
        }
        InputFiles.requireFileOrNothing(binary, element);
        throw new ProblemException(Problem.of(
                GraphProblem.NO_SAVED_MODEL,
                element + " holds no saved_model.pb, saved_model.pbtxt or saved_model.cpb: \"" + shown(folder) + "\"",
                nested(folder)));
    }

    /** Exports are often numbered folders in the one that is named. */
    private static String nested(Path folder) {
        try {
            return InputFiles.entries(folder).stream()
                    .filter(file -> InputFiles.exists(file.resolve("saved_model.pb")))
                    .map(file -> shown(file))
                    .sorted()
                    .findFirst()
                    .map(found -> "Did you mean \"" + found + "\"?")
                    .orElse("Name the folder that tf.saved_model.save or an exporter wrote.");
        } catch (IOException e) {
            return "Name the folder that tf.saved_model.save or an exporter wrote.";
        }
    }

    /** The fingerprint; a missing or unreadable one takes nothing from the model. */
    private static @Nullable FingerprintDef fingerprint(Path folder, FolderGuard guard) {
        Path file = folder.resolve("fingerprint.pb");
        try {
            return InputFiles.isFile(file) && guard.holds(file)
                    ? FingerprintDef.parseFrom(InputFiles.bytes(file, LARGEST_FINGERPRINT))
                    : null;
        } catch (InvalidProtocolBufferException e) {
            return null;
        } catch (IOException e) {
            return null;
        }
    }

    static String shown(Path path) {
        return path.toString().replace('\\', '/');
    }
}
