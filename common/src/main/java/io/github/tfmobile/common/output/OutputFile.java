package io.github.tfmobile.common.output;

import io.github.tfmobile.common.file.ContentChecksum;
import io.github.tfmobile.common.file.FileStamp;
import io.github.tfmobile.common.file.InputFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One output file, written as a stream, that appears as a whole or not at all, and stays untouched when its content
 * would not change.
 *
 * <p>As long as what is written equals what the file already holds, nothing is written at all. From the first
 * difference on everything goes to a temporary file in the same folder (what was equal so far is copied there by the
 * operating system), which {@link #commit} moves over the target. Closing without a commit removes it; what a process that
 * was killed left there is removed by the next one that writes a file of the folder. Not thread-safe.
 *
 * <pre>{@code
 * try (OutputFile out = OutputFile.open(target)) {
 *     out.write(bytes);
 *     out.commit();
 * }
 * }</pre>
 */
public final class OutputFile implements WritableByteChannel {

    /** Small writes are gathered up to this many bytes. */
    private static final int GATHERED = 256 * 1024;

    private static final int BUFFERS = 4;

    private final Path target;
    private final @Nullable FileChannel previous;
    private final long previousSize;
    private final @Nullable FileStamp previousStamp;
    private final ContentChecksum checksum = new ContentChecksum();
    private final @Nullable ContentHash hash;
    /** Small writes gather in these in turn, so that one can be hashed while the next one fills. */
    private final @Nullable ByteBuffer[] buffers = new ByteBuffer[BUFFERS];

    private final @Nullable Future<?>[] hashing = new Future<?>[BUFFERS];
    private int current;
    private @Nullable ByteBuffer compared;
    private @Nullable Path temporary;
    private @Nullable FileChannel channel;
    private long size;
    /** How many of those have left the buffer: where in the file the next one goes. */
    private long emitted;

    private boolean open = true;

    /**
     * What a commit did.
     *
     * @param file the file
     * @param changed false when the file already held just this
     * @param size its size in bytes
     * @param sha256 SHA-256 of its content in lower-case hex; null unless asked for by {@link #openHashed}
     * @param stamp the stamp of what was written, not of what another process may have put in its place since
     */
    public record Written(
            Path file, boolean changed, long size, @Nullable String sha256, FileStamp stamp) {}

    private OutputFile(Path target, boolean hashed) throws IOException {
        // A link stays a link: what it points to is replaced.
        Path file = Files.isSymbolicLink(target) && Files.exists(target) ? target.toRealPath() : target;
        if (UnwritableException.inTheWayOfAFile(file)) {
            throw new FileSystemException(target.toString());
        }
        this.target = file;
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            TemporaryFiles.removeAbandoned(folder);
        }
        if (Files.isRegularFile(file) && Files.isReadable(file)) {
            previousStamp = FileStamp.of(file);
            previous = InputFiles.peek(file);
            previousSize = previous.size();
        } else {
            previousStamp = null;
            previous = null;
            previousSize = 0;
        }
        hash = hashed ? new ContentHash() : null;
    }

    /**
     * Starts to write a file; missing folders are made.
     *
     * @throws UnwritableException if a folder, a pipe or a device is in its place, or the existing file cannot be read
     */
    public static OutputFile open(Path target) throws UnwritableException {
        return open(target, false);
    }

    /** The same, and the SHA-256 of what is written is computed on the way. */
    public static OutputFile openHashed(Path target) throws UnwritableException {
        return open(target, true);
    }

    private static OutputFile open(Path target, boolean hashed) throws UnwritableException {
        try {
            return new OutputFile(target, hashed);
        } catch (IOException e) {
            throw UnwritableException.of(target, e);
        }
    }

    /** Writes a whole text file, in UTF-8 with {@code \n} at the end of lines. */
    public static Written writeText(Path target, String text) throws IOException {
        return writeBytes(target, text.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a whole file. */
    public static Written writeBytes(Path target, byte[] content) throws IOException {
        try (OutputFile out = open(target)) {
            out.write(ByteBuffer.wrap(content));
            return out.commit();
        }
    }

    /**
     * Appends all remaining bytes of the buffer, which may change as soon as this returns. Bytes that cannot change, of
     * a direct buffer that is read-only, are not copied: they must stay as they are until the commit.
     */
    @Override
    public int write(ByteBuffer source) throws IOException {
        if (!open) {
            throw new ClosedChannelException();
        }
        int count = source.remaining();
        if (source.isDirect() && source.isReadOnly() && count > gathered().remaining()) {
            flush();
            // Nobody has to wait for the hash of bytes that stay as they are.
            Future<?> unused = emit(source);
        }
        while (source.hasRemaining()) {
            ByteBuffer gathered = gathered();
            int fits = Math.min(gathered.remaining(), source.remaining());
            gathered.put(gathered.position(), source, source.position(), fits);
            gathered.position(gathered.position() + fits);
            source.position(source.position() + fits);
            if (!gathered.hasRemaining()) {
                flush();
            }
        }
        size += count;
        return count;
    }

    /** How many bytes were written so far. */
    public long size() {
        return size;
    }

    /** Writes to this file; closing the stream does not close or commit the file. */
    public OutputStream stream() {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                OutputFile.this.write(ByteBuffer.wrap(new byte[] {(byte) value}));
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                OutputFile.this.write(ByteBuffer.wrap(bytes, offset, length));
            }
        };
    }

    /**
     * Ends the file: what was written becomes its content, in one step.
     *
     * @throws IOException if the file cannot be written or moved; then the target is what it was before
     */
    public Written commit() throws IOException {
        if (!open) {
            throw new ClosedChannelException();
        }
        flush();
        String sha256 = hash == null ? null : hash.finish();
        FileStamp stamp;
        boolean changed;
        try {
            if (channel == null && (previous == null || previousSize != size)) {
                divert(size);
            }
            changed = channel != null;
            stamp = finished().withChecksum(checksum.text());
        } catch (IOException e) {
            throw UnwritableException.of(target, e);
        }
        close();
        return new Written(target, changed, size, sha256, stamp);
    }

    /** Puts what was written in place; gives its stamp. */
    private FileStamp finished() throws IOException {
        FileChannel out = channel;
        Path written = temporary;
        if (out == null || written == null) {
            return requireStamp(previousStamp);
        }
        out.close();
        channel = null;
        closePrevious();
        FileStamp stamp = requireStamp(FileStamp.of(written));
        move(written, target);
        temporary = null;
        FileStamp now = FileStamp.of(target);
        // A move changes the time of the inode; another process may have put a file of its own there meanwhile.
        return new FileStamp(
                FileStamp.name(target),
                stamp.size(),
                stamp.modified(),
                now != null && now.key().equals(stamp.key()) ? now.changed() : stamp.changed(),
                stamp.key(),
                "");
    }

    private FileStamp requireStamp(@Nullable FileStamp stamp) throws IOException {
        if (stamp == null) {
            throw new IOException("the file is gone: " + target);
        }
        return stamp;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    /** Gives up what was written, unless it was committed. */
    @Override
    public void close() throws IOException {
        open = false;
        if (hash != null) {
            hash.close();
        }
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            channel = null;
            try {
                closePrevious();
            } finally {
                if (temporary != null) {
                    Files.deleteIfExists(temporary);
                    temporary = null;
                }
            }
        }
    }

    private void closePrevious() throws IOException {
        if (previous != null) {
            previous.close();
        }
    }

    /** The buffer that small writes go to now. */
    private ByteBuffer gathered() {
        ByteBuffer buffer = buffers[current];
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(GATHERED);
            buffers[current] = buffer;
        }
        return buffer;
    }

    private void flush() throws IOException {
        ByteBuffer gathered = gathered();
        if (gathered.position() == 0) {
            return;
        }
        gathered.flip();
        hashing[current] = emit(gathered);
        current = (current + 1) % BUFFERS;
        Future<?> hashed = hashing[current];
        if (hashed != null) {
            ContentHash.await(hashed);
        }
        gathered().clear();
    }

    private @Nullable Future<?> emit(ByteBuffer source) throws IOException {
        int count = source.remaining();
        Future<?> hashed = hash == null ? null : hash.update(source.duplicate());
        checksum.update(source);
        try {
            store(source);
        } catch (IOException e) {
            throw UnwritableException.of(target, e);
        }
        emitted += count;
        return hashed;
    }

    private void store(ByteBuffer source) throws IOException {
        if (channel == null) {
            long equal = emitted;
            if (previous != null) {
                equal += skipEqual(previous, source);
            }
            if (!source.hasRemaining()) {
                return;
            }
            divert(equal);
        }
        FileChannel out = channel;
        while (out != null && source.hasRemaining()) {
            out.write(source);
        }
    }

    /** Moves the source's position behind what the previous file holds at this place too. */
    private long skipEqual(FileChannel file, ByteBuffer source) throws IOException {
        if (compared == null) {
            compared = ByteBuffer.allocateDirect(GATHERED);
        }
        ByteBuffer old = compared;
        long start = source.position();
        long at = emitted;
        while (source.hasRemaining()) {
            old.clear().limit(Math.min(GATHERED, source.remaining()));
            while (old.hasRemaining() && file.read(old, at + old.position()) > 0) {
                // goes on until the buffer is full or the file ends
            }
            int read = old.position();
            old.flip();
            int mismatch =
                    old.mismatch(source.duplicate().limit(source.position() + Math.min(read, source.remaining())));
            int same = mismatch < 0 ? read : mismatch;
            source.position(source.position() + same);
            at += same;
            if (mismatch >= 0 || read == 0) {
                break;
            }
        }
        return source.position() - start;
    }

    /** From now on writes go to a temporary file, which starts with so many bytes of the previous one. */
    private void divert(long equal) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path file = TemporaryFiles.beside(target, ThreadLocalRandom.current());
        FileChannel out = TemporaryFiles.create(file);
        temporary = file;
        channel = out;
        long copied = 0;
        while (previous != null && copied < equal) {
            long count = previous.transferTo(copied, equal - copied, out);
            if (count <= 0) {
                throw new IOException("the file became shorter while it was read: " + target);
            }
            copied += count;
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
