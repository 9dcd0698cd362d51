package io.github.tfmobile.graph.io.file;

import io.github.tfmobile.common.file.UnreadableException;
import io.github.tfmobile.common.output.TemporaryFiles;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.problem.GraphProblem;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Turns what remains of a hostile or plainly too large file into a problem: structure that takes more heap than there is,
 * deeper nesting than the stack holds, a file that is cut short while it is read, a temporary folder without room.
 */
public final class Guard {

    private static final long BYTES_PER_MB = 1 << 20;

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
        try {
            return reading.read();
        } catch (OutOfMemoryError e) {
            throw new ProblemException(
                    Problem.of(
                            GraphProblem.TOO_MUCH_STRUCTURE,
                            element + " has more structure than fits into the heap: " + shown(),
                            Place.of(file),
                            "It holds many small parts, or strings. Give the JVM a larger heap (-Xmx...)."),
                    e);
        } catch (StackOverflowError e) {
            throw new ProblemException(
                    Problem.of(
                            GraphProblem.NESTED_TOO_DEEP,
                            element + " is nested too deep: " + shown(),
                            Place.of(file),
                            "No model is; write the file again."),
                    e);
        } catch (ScratchBuffer.NoRoomException e) {
            throw noRoom(element, Place.of(file), e);
        } catch (InternalError | UncheckedIOException e) {
            throw UnreadableException.changed(element + " " + shown(), e);
        }
    }

    private String shown() {
        return "\"" + MappedFile.shown(file) + "\"";
    }

    /** Computes something. */
    @FunctionalInterface
    public interface Computing<T, E extends Exception> {

        /** Computes it. */
        T compute() throws ProblemException, E;
    }

    /**
     * What a computation gives that reads mapped weights.
     *
     * @throws ProblemException its own, or one that tells that a file was cut short meanwhile, or what there is not enough of
     * @throws E its own
     */
    public static <T, E extends Exception> T computing(Computing<T, E> computation) throws ProblemException, E {
        try {
            return computation.compute();
        } catch (OutOfMemoryError e) {
            throw new ProblemException(
                    Problem.of(
                            GraphProblem.HEAP_TOO_SMALL,
                            "what is computed takes more heap than there is: "
                                    + Runtime.getRuntime().maxMemory() / BYTES_PER_MB + " MB",
                            "Give the JVM a larger heap (-Xmx...)."),
                    e);
        } catch (ScratchBuffer.NoRoomException e) {
            throw noRoom("what is computed", null, e);
        } catch (InternalError | UncheckedIOException e) {
            throw UnreadableException.changed("a file of the model", e);
        }
    }

    private static ProblemException noRoom(String what, @Nullable Place place, ScratchBuffer.NoRoomException e) {
        return new ProblemException(
                Problem.of(
                        GraphProblem.NO_TEMPORARY_ROOM,
                        what + " does not fit into the temporary folder: " + e.getMessage(),
                        place,
                        TemporaryFiles.MAKE_ROOM),
                e);
    }
}
