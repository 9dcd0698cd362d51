package io.github.tfmobile.graph.io.file;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes of a file, mapped into memory as far as they are asked for. Small files are read instead. The mapping lives
 * as long as any slice of it. Thread-safe.
 *
 * <p>A file that another process cuts short while it is mapped makes later reads fail with an error of the JVM; files
 * are replaced as a whole ({@code OutputFile}) and never written in place here.
 */
public final class MappedFile {

    /** Smaller files are read: a mapping costs a page and a system call or two, and lives until garbage collection. */
    private static final int READ = 64 * 1024;

    /** Windows start at multiples of this and reach twice as far, so any slice of this size lies in one of them. */
    private static final long STEP = 1L << 30;

    private final Path path;
    private final long size;
    private final ByteBuffer[] windows;

    private MappedFile(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.size = channel.size();
        this.windows = new ByteBuffer[(int) Math.min(1 << 20, size / STEP + 1)];
        if (size <= READ) {
            ByteBuffer content = ByteBuffer.allocate((int) size);
            while (content.hasRemaining() && channel.read(content, content.position()) > 0) {
                // until the end
            }
            if (content.hasRemaining()) {
                throw new IOException("the file became shorter while it was read");
            }
            windows[0] = content.flip().asReadOnlyBuffer();
        } else {
            // The mapping of a file outlives its channel; mapping up front keeps no file open.
            for (int i = 0; i < windows.length; i++) {
                long start = i * STEP;
                windows[i] =
                        channel.map(FileChannel.MapMode.READ_ONLY, start, Math.min(Integer.MAX_VALUE, size - start));
            }
        }
    }

    /**
     * Opens a file.
     *
     * @param element what the user calls it, as in {@code <graph>}
     * @throws ProblemException if it does not exist, is a folder or cannot be read
     */
    public static MappedFile open(Path path, String element) throws ProblemException {
        if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
            // Opening a pipe waits for somebody who writes to it.
            throw new ProblemException(Problem.of(
                    element + " is no regular file: \"" + shown(path) + "\"", "Name a file, not a pipe or a device."));
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (Files.isDirectory(path)) {
                throw new ProblemException(Problem.of(
                        element + " is a folder, not a file: \"" + shown(path) + "\"", "Name a file in it."));
            }
            return new MappedFile(path, channel);
        } catch (NoSuchFileException e) {
            throw new ProblemException(
                    Problem.of(
                            element + " does not exist: \"" + shown(path) + "\"",
                            "Relative paths start at the project's folder."),
                    e);
        } catch (IOException e) {
            throw unreadable(path, element, e);
        }
    }

    private static ProblemException unreadable(Path path, String element, IOException e) {
        String reason = String.valueOf(e.getMessage());
        return new ProblemException(
                Problem.of(
                        element + " cannot be read: \"" + shown(path) + "\"",
                        Place.of(path),
                        "The operating system says: " + reason + "."),
                e);
    }

    /** The path as messages show it. */
    public static String shown(Path path) {
        return path.toString().replace('\\', '/');
    }

    /** The file. */
    public Path path() {
        return path;
    }

    /** Its size in bytes when it was opened. */
    public long size() {
        return size;
    }

    /**
     * So many bytes from this place, read-only and little-endian, not copied.
     *
     * @throws IndexOutOfBoundsException if they do not lie within the file
     */
    public ByteBuffer slice(long offset, int length) {
        if (offset < 0 || length < 0 || offset > size - length) {
            throw new IndexOutOfBoundsException(offset + "+" + length + " of " + size);
        }
        int index = (int) Math.min(windows.length - 1, offset / STEP);
        ByteBuffer window = windows[index];
        long start = offset - index * STEP;
        if (start + length > window.capacity()) {
            return mapAlone(offset, length);
        }
        return window.slice((int) start, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A slice of more than a window's step has a mapping of its own where no window holds it. */
    private ByteBuffer mapAlone(long offset, int length) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, offset, length).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
