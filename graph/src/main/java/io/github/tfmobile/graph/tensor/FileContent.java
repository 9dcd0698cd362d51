package io.github.tfmobile.graph.tensor;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.io.file.MappedFile;
import io.github.tfmobile.graph.io.file.ScratchBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a file, or of several ones strung together. They are read in pieces for writing and for checksums, and mapped
 * only for computing: a file that somebody cuts short meanwhile is a problem then and not the end of the process, which
 * a checksum over mapped bytes would be.
 */
public final class FileContent implements TensorContent {

    /** Bytes are read in pieces of this size where nobody gives a buffer. */
    private static final int PIECE = 256 * 1024;

    private static final int[] ONE_START = {0};

    private final List<Part> parts;
    /** Where each part begins in the whole. */
    private final int[] starts;

    private final int size;
    private volatile boolean verified;

    /** A checksum that has to be verified before the bytes count. */
    public interface Checksum {

        /** The CRC-32C of the bytes. */
        int crc();

        /** What is to be said when they have another. */
        ProblemException mismatch();
    }

    /**
     * A range of bytes.
     *
     * @param file the file
     * @param offset where in it they start
     * @param length how many they are
     * @param checksum what is to be verified; null where there is nothing
     */
    public record Part(
            MappedFile file,
            long offset,
            int length,
            @Nullable Checksum checksum) {}

    /** The bytes of these parts, one behind the other. */
    public FileContent(List<Part> parts) {
        this.parts = List.copyOf(parts);
        this.starts = parts.size() == 1 ? ONE_START : new int[parts.size()];
        int end = 0;
        boolean checked = true;
        for (int i = 0; i < starts.length; i++) {
            Part part = this.parts.get(i);
            starts[i] = end;
            end = Math.addExact(end, part.length());
            checked &= part.checksum() == null;
        }
        this.size = end;
        this.verified = checked;
    }

    /** The bytes of a range that has no checksum. */
    public static FileContent of(MappedFile file, long offset, int length) {
        return new FileContent(List.of(new Part(file, offset, length, null)));
    }

    @Override
    public int size() {
        return size;
    }

    /** The ranges that it consists of. */
    public List<Part> parts() {
        return parts;
    }

    @Override
    public ByteBuffer map() throws ProblemException {
        verify();
        if (parts.size() == 1) {
            Part part = parts.get(0);
            return part.file().slice(part.offset(), part.length());
        }
        ByteBuffer whole = ScratchBuffer.allocate(size);
        read(0, whole);
        return whole.flip().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void read(int offset, ByteBuffer into) throws ProblemException {
        int first = partAt(offset);
        int skip = offset - (first < starts.length ? starts[first] : 0);
        for (int i = first; i < starts.length && into.hasRemaining(); i++) {
            Part part = parts.get(i);
            int count = Math.min(part.length() - skip, into.remaining());
            if (count > 0) {
                int limit = into.limit();
                read(part, skip, into.limit(into.position() + count));
                into.limit(limit);
            }
            skip = Math.max(0, skip - part.length());
        }
    }

    /** The part that a byte lies in. */
    private int partAt(int offset) {
        int found = Arrays.binarySearch(starts, offset);
        return found >= 0 ? found : Math.max(0, -found - 2);
    }

    private static void read(Part part, int skip, ByteBuffer into) throws ProblemException {
        try {
            part.file().read(part.offset() + skip, into);
        } catch (IOException e) {
            throw part.file().unreadable(e);
        }
    }

    @Override
    public void writeTo(WritableByteChannel out, ByteBuffer buffer) throws ProblemException, IOException {
        for (Part part : parts) {
            Checksum checksum = verified ? null : part.checksum();
            CRC32C crc = new CRC32C();
            for (int at = 0; at < part.length(); ) {
                buffer.clear().limit(Math.min(buffer.capacity(), part.length() - at));
                read(part, at, buffer);
                buffer.flip();
                at += buffer.remaining();
                if (checksum != null) {
                    crc.update(buffer);
                    buffer.rewind();
                }
                out.write(buffer);
            }
            if (checksum != null && (int) crc.getValue() != checksum.crc()) {
                throw checksum.mismatch();
            }
        }
        verified = true;
    }

    @Override
    public void verify() throws ProblemException {
        if (verified) {
            return;
        }
        int most = parts.stream().mapToInt(Part::length).max().orElse(0);
        ByteBuffer buffer =
                most < PIECE / 16 ? ByteBuffer.allocate(Math.max(1, most)) : ByteBuffer.allocateDirect(PIECE);
        try {
            writeTo(new Discard(), buffer);
        } catch (IOException e) {
            throw new IllegalStateException("nothing is written", e);
        }
    }

    @Override
    public FileContent slice(int offset, int length) throws ProblemException {
        List<Part> cut = new ArrayList<>();
        int first = partAt(offset);
        int skip = offset - (first < starts.length ? starts[first] : 0);
        int left = length;
        for (int i = first; i < starts.length && left > 0; i++) {
            Part part = parts.get(i);
            int count = Math.min(part.length() - skip, left);
            if (count > 0) {
                boolean whole = count == part.length();
                if (!whole && part.checksum() != null) {
                    verify();
                }
                cut.add(new Part(part.file(), part.offset() + skip, count, whole ? part.checksum() : null));
                left -= count;
            }
            skip = Math.max(0, skip - part.length());
        }
        return new FileContent(cut);
    }

    /** Takes bytes of which only the checksum is wanted. */
    private static final class Discard implements WritableByteChannel {

        @Override
        public int write(ByteBuffer source) {
            int count = source.remaining();
            source.position(source.limit());
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
