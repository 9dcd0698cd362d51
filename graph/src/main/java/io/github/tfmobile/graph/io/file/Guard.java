package io.github.tfmobile.graph.io.file;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * Turns what remains of a hostile or plainly too large file into a problem: structure that takes more heap than there is,
 * deeper nesting than the stack holds, a file that is cut short while it is read, a temporary folder without room.
 */
public final class Guard {

    private final Path file;
    private final String element;

    /**
     * A guard for reading one file.
     *
     * @param element what the user calls it
     */
    public Guard(Path file, String element) {
        this.file = file;
        this.element = element;
    }

    /** Reads something. */
    @FunctionalInterface
    public interface Reading<T> {

        /**
         * Reads it.
         *
         * @throws ProblemException if it is damaged
         */
        T read() throws ProblemException;
    }

    /**
     * What the reading gives.
     *
     * @throws ProblemException its own, or one that tells why it could not go on
     */
    public <T> T read(Reading<T> reading) throws ProblemException {
        String shown = "\"" + MappedFile.shown(file) + "\"";
        try {
            return reading.read();
        } catch (OutOfMemoryError e) {
            throw new ProblemException(
                    Problem.of(
                            element + " has more structure than fits into the heap: " + shown,
                            Place.of(file),
                            "It holds many small parts, or strings. Give the JVM a larger heap (MAVEN_OPTS=-Xmx...)."),
                    e);
        } catch (StackOverflowError e) {
            throw new ProblemException(Problem.of(element + " is nested too deep: " + shown, Place.of(file), ""), e);
        } catch (ScratchBuffer.NoRoomException e) {
            throw new ProblemException(
                    Problem.of(
                            element + " takes more room than the temporary folder has: " + shown,
                            Place.of(file),
                            "What cannot be read where it lies goes to java.io.tmpdir: " + e.getMessage() + "."),
                    e);
        } catch (InternalError | UncheckedIOException e) {
            throw new ProblemException(
                    Problem.of(
                            element + " was changed or cut short while it was read: " + shown,
                            Place.of(file),
                            "Run again once it is complete."),
                    e);
        }
    }

    /**
     * What a computation gives that reads mapped weights.
     *
     * @throws ProblemException its own, or one that tells that a file was cut short meanwhile
     */
    public static <T> T computing(Reading<T> computation) throws ProblemException {
        try {
            return computation.read();
        } catch (InternalError e) {
            throw new ProblemException(
                    Problem.of(
                            "a file of the model was changed or cut short while it was read",
                            "Run again once it is complete."),
                    e);
        } catch (ScratchBuffer.NoRoomException e) {
            throw new ProblemException(
                    Problem.of(
                            "what is computed takes more room than the temporary folder has: " + e.getMessage(),
                            "Make room in java.io.tmpdir, or name another folder (MAVEN_OPTS=-Djava.io.tmpdir=...)."),
                    e);
        }
    }
}
