package io.github.tfmobile.common.output;

import io.github.tfmobile.common.file.PathKind;
import io.github.tfmobile.common.problem.FileProblem;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A file cannot be written: which, why, and what to do about it. */
public final class UnwritableException extends IOException {

    private static final long serialVersionUID = 1L;

    private static final String FULL = "no space is left on the device";

    private final transient Problem problem;

    private UnwritableException(Problem problem, IOException cause) {
        super(problem.text(), cause);
        this.problem = problem;
    }

    /** What an exception of the file system says of a file that should be written. */
    static UnwritableException of(Path file, IOException e) {
        if (e instanceof UnwritableException known) {
            return known;
        }
        Path inTheWay = inTheWay(file);
        String reason = reason(e);
        String remedy = "choose another folder: " + Setting.OUTPUT_DIRECTORY.inFull();
        if (inTheWay != null) {
            reason = !inTheWay.equals(file)
                    ? "a file is where a folder should be: \"" + shown(inTheWay) + "\""
                    : PathKind.of(file) == PathKind.FOLDER
                            ? "a folder is where the file should be"
                            : "a pipe or a device is where the file should be";
            remedy = "remove it, or " + remedy;
        } else if (e instanceof AccessDeniedException) {
            remedy = "give the user who runs the build the permission to write there, or " + remedy;
        } else if (reason.equals(FULL)) {
            remedy = "make room, or " + remedy;
        }
        return new UnwritableException(
                Problem.of(FileProblem.FILE_NOT_WRITABLE, "cannot write \"" + shown(file) + "\": " + reason, remedy),
                e);
    }

    /** Why something could not be written, in words. */
    public static String reason(IOException e) {
        String words = e instanceof FileSystemException failed ? failed.getReason() : e.getMessage();
        if (e instanceof AccessDeniedException) {
            return "permission is denied";
        }
        if (e instanceof NoSuchFileException) {
            return "the folder does not exist";
        }
        if (words != null && words.toLowerCase(Locale.ROOT).contains("no space left")) {
            return FULL;
        }
        return words == null ? e.getClass().getSimpleName() : words;
    }

    /** What stands where the file or one of its folders should be. */
    private static @Nullable Path inTheWay(Path file) {
        if (inTheWayOfAFile(file)) {
            return file;
        }
        for (Path folder = file.toAbsolutePath().getParent(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                return Files.isDirectory(folder) ? null : folder;
            }
        }
        return null;
    }

    /** Whether what has the name of a file to be written is none: a folder, or what must not be replaced. */
    static boolean inTheWayOfAFile(Path file) {
        PathKind kind = PathKind.of(file);
        return kind == PathKind.FOLDER || kind == PathKind.SPECIAL;
    }

    private static String shown(Path path) {
        return path.toString().replace('\\', '/');
    }

    /** For the user, who can put it right. */
    public ProblemException problem() {
        return new ProblemException(problem, this);
    }
}
