package io.github.tfmobile.common.file;

import io.github.tfmobile.common.problem.FileProblem;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file or folder cannot be read: which, why, and what to do about it. */
public final class UnreadableException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Why it cannot be read. */
    public enum Reason {
        /** There is nothing of that name. */
        MISSING(FileProblem.FILE_MISSING, "does not exist", "Relative paths start at the project's folder."),
        /** It is a folder and should be a file. */
        FOLDER(FileProblem.FILE_IS_FOLDER, "is a folder, not a file", "Name a file in it."),
        /** It is a file and should be a folder. */
        NO_FOLDER(FileProblem.NO_FOLDER, "is no folder", "Name a folder."),
        /** It is a pipe, a device or a socket, which may never end. */
        SPECIAL(FileProblem.NO_REGULAR_FILE, "is no regular file", "Name a file, not a pipe or a device."),
        /** It has more bytes than such a file can have. */
        TOO_LARGE(FileProblem.FILE_TOO_LARGE, "is too large", "Name the right file."),
        /** The user may not read it. */
        DENIED(
                FileProblem.FILE_DENIED,
                "may not be read",
                "Give the user who runs the build the permission to read it."),
        /** Somebody changed it meanwhile. */
        CHANGED(
                FileProblem.FILE_CHANGED,
                "was changed or cut short while it was read",
                "Run again once it is complete."),
        /** What the operating system says. */
        OTHER(FileProblem.FILE_UNREADABLE, "cannot be read", "Try to open it with another program.");

        private final FileProblem code;
        private final String predicate;
        private final String remedy;

        Reason(FileProblem code, String predicate, String remedy) {
            this.code = code;
            this.predicate = predicate;
            this.remedy = remedy;
        }
    }

    private final transient Path path;
    private final Reason reason;
    private final String predicate;
    private final String remedy;

    UnreadableException(Path path, Reason reason) {
        this(path, reason, reason.predicate, reason.remedy, null);
    }

    private UnreadableException(Path path, Reason reason, String predicate, String remedy, @Nullable Throwable cause) {
        super("\"" + shown(path) + "\" " + predicate, cause);
        this.path = path;
        this.reason = reason;
        this.predicate = predicate;
        this.remedy = remedy;
    }

    /** A file that is larger than such a file can be. */
    static UnreadableException tooLarge(Path path, long size, long limit) {
        return new UnreadableException(
                path,
                Reason.TOO_LARGE,
                "has " + size + " bytes, and such a file has " + limit + " at most",
                Reason.TOO_LARGE.remedy,
                null);
    }

    /** What an exception of the file system says of a path. */
    public static UnreadableException of(Path path, IOException e) {
        if (e instanceof UnreadableException known) {
            return known;
        }
        Reason reason = reason(e);
        return reason == Reason.OTHER
                ? new UnreadableException(
                        path, reason, reason.predicate, "The operating system says: " + said(e) + ".", e)
                : new UnreadableException(path, reason, reason.predicate, reason.remedy, e);
    }

    private static Reason reason(IOException e) {
        if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
            return Reason.MISSING;
        }
        if (e instanceof AccessDeniedException) {
            return Reason.DENIED;
        }
        if (e instanceof NotDirectoryException) {
            return Reason.NO_FOLDER;
        }
        return e instanceof EOFException ? Reason.CHANGED : Reason.OTHER;
    }

    /**
     * A file that somebody changed or cut short, as an error of the JVM tells that reads it where it is mapped.
     *
     * @param what what the user calls it, with its path where that is known
     */
    public static ProblemException changed(String what, Throwable e) {
        return new ProblemException(
                Problem.of(Reason.CHANGED.code, what + " " + Reason.CHANGED.predicate, Reason.CHANGED.remedy), e);
    }

    /** The words of the operating system; the message of some exceptions is the path alone. */
    static String said(IOException e) {
        String words = e instanceof FileSystemException failed ? failed.getReason() : e.getMessage();
        return words != null
                ? words
                : e instanceof FileSystemLoopException
                        ? "the link leads in a circle"
                        : e.getClass().getSimpleName();
    }

    /** The path as messages show it. */
    static String shown(Path path) {
        return path.toString().replace('\\', '/');
    }

    /** What cannot be read. */
    public Path path() {
        return path;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** Why, as the rest of a sentence, as in {@code may not be read}. */
    public String predicate() {
        return predicate;
    }

    /**
     * For whoever asked for it.
     *
     * @param what what the user calls it, as in a setting
     */
    public ProblemException problem(String what) {
        return withRemedy(what, remedy);
    }

    /** The same with another remedy, where the caller knows a better one; the words of the operating system stay. */
    public ProblemException problem(String what, String better) {
        return withRemedy(what, reason == Reason.OTHER ? remedy + "\n" + better : better);
    }

    private ProblemException withRemedy(String what, String said) {
        return new ProblemException(
                Problem.of(reason.code, what + " " + predicate + ": \"" + shown(path) + "\"", said), this);
    }
}
