package io.github.tfmobile.graph.io;

import com.google.protobuf.ByteString;
import io.github.tfmobile.common.problem.ProblemException;
import java.nio.ByteBuffer;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Checksums of tensors that nobody has verified yet. They are verified when the tensors are written, on the way, so that
 * the bytes are read once. A graph that is not written needs {@link #verify}. Not thread-safe.
 */
public final class PendingChecksums {

    private final IdentityHashMap<ByteString, List<Part>> pending = new IdentityHashMap<>();

    /**
     * Bytes that have one checksum.
     *
     * @param size how many they are
     * @param crc their CRC-32C
     * @param damaged what is to be said when they have another
     */
    public record Part(long size, int crc, Supplier<ProblemException> damaged) {}

    /** Leaves the verification of a tensor's content, which is this very object, for later. */
    public void expect(ByteString content, List<Part> parts) {
        if (!parts.isEmpty()) {
            pending.put(content, List.copyOf(parts));
        }
    }

    /**
     * Verifies what has not been verified yet.
     *
     * @throws ProblemException if a checksum does not match
     */
    public void verify() throws ProblemException {
        for (ByteString content : List.copyOf(pending.keySet())) {
            Check check = check(content);
            if (check != null) {
                for (ByteBuffer piece : content.asReadOnlyByteBufferList()) {
                    check.update(piece);
                }
            }
        }
    }

    /** The verification of a content whose bytes are about to be read; null when there is none to be done. */
    @Nullable
    Check check(ByteString content) {
        List<Part> parts = pending.remove(content);
        return parts == null ? null : new Check(parts);
    }

    /** The checksums of one content, computed piece by piece. */
    static final class Check {

        private final List<Part> parts;
        private final CRC32C crc = new CRC32C();
        private int at;
        private long left;

        private Check(List<Part> parts) {
            this.parts = parts;
            this.left = parts.get(0).size();
        }

        /**
         * Takes in the bytes that follow, whose position stays what it is.
         *
         * @throws ProblemException if they end a part whose checksum does not match
         */
        void update(ByteBuffer bytes) throws ProblemException {
            ByteBuffer rest = bytes.duplicate();
            while (rest.hasRemaining()) {
                int count = (int) Math.min(left, rest.remaining());
                crc.update(rest.duplicate().limit(rest.position() + count));
                rest.position(rest.position() + count);
                left -= count;
                if (left == 0) {
                    endPart();
                }
            }
        }

        private void endPart() throws ProblemException {
            Part part = parts.get(at++);
            if ((int) crc.getValue() != part.crc()) {
                throw part.damaged().get();
            }
            crc.reset();
            left = at < parts.size() ? parts.get(at).size() : Long.MAX_VALUE;
        }
    }
}
