package io.github.tfmobile.registry.binary;

import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.file.UnreadableException;
import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.registry.problem.RegistryProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A native library's file, read at places: it may be larger than the heap, and cut short meanwhile. */
final class BinaryFile implements AutoCloseable {

    private final Path file;
    private final FileChannel channel;
    private final long size;

    private BinaryFile(Path file, FileChannel channel, long size) {
        this.file = file;
        this.channel = channel;
        this.size = size;
    }

    /**
     * Opens a file.
     *
     * @throws ProblemException if it is no regular file, or cannot be read
     */
    static BinaryFile open(Path file) throws ProblemException {
        try {
            FileChannel channel = InputFiles.open(file);
            return new BinaryFile(file, channel, channel.size());
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    Path path() {
        return file;
    }

    long size() {
        return size;
    }

    /**
     * Some bytes, big-endian.
     *
     * @param offset where they start
     * @param length how many; a few at a time
     * @param what what they are, for the message when the file ends before them
     * @throws ProblemException if the file does not have them
     */
    ByteBuffer read(long offset, int length, String what) throws ProblemException {
        requireInside(offset, length, what);
        ByteBuffer bytes = ByteBuffer.allocate(length);
        read(offset, bytes);
        return bytes.flip();
    }

    /** Fills the rest of a buffer with the bytes from a place on. */
    void read(long offset, ByteBuffer into) throws ProblemException {
        try {
            InputFiles.fill(channel, offset, into);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Complains where something reaches beyond the end of the file. */
    void requireInside(long offset, long length, String what) throws ProblemException {
        if (offset < 0 || length < 0 || offset > size || length > size - offset) {
            throw damaged(
                    Math.min(Math.max(0, offset), size),
                    what + " reaches beyond the end of the file, which has " + size + " bytes");
        }
    }

    /** The problem of a file whose structure is broken. */
    ProblemException damaged(long offset, String why) {
        return new ProblemException(Problem.of(
                RegistryProblem.LIBRARY_DAMAGED,
                Setting.LIBRARY + " is damaged: " + why,
                Place.at(file, offset),
                "build or copy the library again"));
    }

    /** The problem of a file that is something else. */
    ProblemException refused(String what, String remedy) {
        return new ProblemException(Problem.of(
                RegistryProblem.LIBRARY_OF_OTHER_KIND, Setting.LIBRARY + " is " + what, Place.of(file), remedy));
    }

    private static ProblemException unreadable(Path file, IOException e) {
        return UnreadableException.of(file, e).problem(Setting.LIBRARY.toString());
    }

    @Override
    public void close() throws ProblemException {
        try {
            channel.close();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }
}
