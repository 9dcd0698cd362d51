package io.github.tfmobile.graph.io.file;

import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.file.UnreadableException;
import io.github.tfmobile.common.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file, read into a buffer ({@link #read}) or mapped into memory as far as they are asked for
 * ({@link #slice}). Small files are read as a whole when they are opened. The file stays open, and a mapping lives, as
 * long as anything refers to it. Thread-safe.
 *
 * <p>A file that another process cuts short while it is mapped makes later reads fail with an error of the JVM
 * ({@link Guard}), and in a checksum or a comparison, which the JVM has code of its own for, ends the process: there
 * bytes are read, not mapped. Files are replaced as a whole ({@code OutputFile}) and never written in place here.
 */
public final class MappedFile {

    /** Windows start at multiples of this and reach twice as far, so any slice of this size lies in one of them. */
    private static final long STEP = 1L << 30;

    private final Path path;
    private final String element;
    private final long size;
    /** Closed by the garbage collector; null for a file that was read. */
    private final @Nullable FileChannel channel;

    private final @Nullable ByteBuffer[] windows;

    private MappedFile(Path path, String element, ByteBuffer content) {
        this.path = path;
        this.element = element;
        this.size = content.remaining();
        this.channel = null;
        this.windows = new ByteBuffer[] {content.asReadOnlyBuffer()};
    }

    private MappedFile(Path path, String element, FileChannel channel, long size) {
        this.path = path;
        this.element = element;
        this.size = size;
        this.channel = channel;
        this.windows = new ByteBuffer[(int) Math.min(1 << 20, size / STEP + 1)];
    }

    /**
     * Opens a file.
     *
     * @param element what the user calls it, as in {@code <graph>}
     * @throws ProblemException if it does not exist, is a folder or cannot be read
     */
    public static MappedFile open(Path path, String element) throws ProblemException {
        try {
            FileChannel channel = InputFiles.open(path);
            long size = channel.size();
            if (size > InputFiles.MAPPED) {
                return new MappedFile(path, element, channel, size);
            }
            try (channel) {
                return new MappedFile(path, element, InputFiles.map(channel, size));
            }
        } catch (IOException e) {
            throw unreadable(path, element, e);
        }
    }

    private static ProblemException unreadable(Path path, String element, IOException e) {
        return UnreadableException.of(path, e).problem(element);
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

    /** What is to be said when {@link #read} fails. */
    public ProblemException unreadable(IOException e) {
        return unreadable(path, element, e);
    }

    /**
     * Fills what remains of the buffer with the bytes from this place on.
     *
     * @throws IndexOutOfBoundsException if they do not lie within the file
     * @throws IOException if they cannot be read, because the file became shorter for example
     */
    public void read(long offset, ByteBuffer into) throws IOException {
        requireWithin(offset, into.remaining());
        FileChannel open = channel;
        if (open == null) {
            into.put(slice(offset, into.remaining()));
        } else {
            InputFiles.fill(open, offset, into);
        }
    }

    private void requireWithin(long offset, int length) {
        if (offset < 0 || length < 0 || offset > size - length) {
            throw new IndexOutOfBoundsException(offset + "+" + length + " of " + size);
        }
    }

    /**
     * So many bytes from this place, read-only and little-endian, not copied.
     *
     * @throws IndexOutOfBoundsException if they do not lie within the file
     * @throws UncheckedIOException if they cannot be mapped, because the file became shorter for example
     */
    public ByteBuffer slice(long offset, int length) {
        requireWithin(offset, length);
        int index = (int) Math.min(windows.length - 1, offset / STEP);
        ByteBuffer window = window(index);
        long start = offset - index * STEP;
        ByteBuffer found = start + length > window.capacity()
                // More than a window's step, where no window holds it, has a mapping of its own.
                ? map(offset, length)
                : window.slice((int) start, length);
        return found.order(ByteOrder.LITTLE_ENDIAN);
    }

    private synchronized ByteBuffer window(int index) {
        ByteBuffer window = windows[index];
        if (window == null) {
            long start = index * STEP;
            window = map(start, Math.min(Integer.MAX_VALUE, size - start));
            windows[index] = window;
        }
        return window;
    }

    private ByteBuffer map(long offset, long length) {
        FileChannel open = Objects.requireNonNull(channel, "a small file is one window");
        try {
            return open.map(FileChannel.MapMode.READ_ONLY, offset, length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
