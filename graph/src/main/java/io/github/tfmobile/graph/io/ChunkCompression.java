package io.github.tfmobile.graph.io;

import io.github.tfmobile.graph.io.file.ScratchBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.brotli.dec.BrotliInputStream;

/** How the buffers in a chunk of a Riegeli file are compressed. TensorFlow writes Brotli. */
enum ChunkCompression {
    /** Not at all. */
    NONE,
    /** RFC 7932. */
    BROTLI;

    /**
     * The compression of that byte.
     *
     * @param offset where in the file the chunk is
     */
    static ChunkCompression of(byte type, long offset) throws MalformedException {
        return switch (type) {
            case 0 -> NONE;
            case 'b' -> BROTLI;
            case 'z' -> throw new MalformedException("it is compressed with Zstandard, which is not read", offset);
            case 's' -> throw new MalformedException("it is compressed with Snappy, which is not read", offset);
            default -> throw new MalformedException("it has the unknown compression type " + (type & 0xff), offset);
        };
    }

    /**
     * What the bytes stand for, not on the heap where it is large.
     *
     * @param most how many bytes that may be
     */
    ByteBuffer unpack(ByteBuffer packed, long most) throws MalformedException {
        if (this == NONE) {
            if (packed.remaining() > most) {
                throw new MalformedException("a buffer has more than the " + most + " bytes it can have", 0);
            }
            return packed.slice().order(ByteOrder.LITTLE_ENDIAN);
        }
        WireReader reader = new WireReader(packed, 0);
        long size = reader.varint();
        if (size < 0 || size > most || size > Integer.MAX_VALUE) {
            throw new MalformedException(
                    "a compressed buffer says that it has " + Long.toUnsignedString(size) + " bytes", 0);
        }
        ByteBuffer out = ScratchBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
        try (InputStream in = new BrotliInputStream(new Bytes(reader.rest()))) {
            byte[] piece = new byte[1 << 14];
            for (int count = in.read(piece); count > 0; count = in.read(piece)) {
                if (count > out.remaining()) {
                    throw new MalformedException("a compressed buffer has more than the " + size + " bytes it says", 0);
                }
                out.put(piece, 0, count);
            }
        } catch (IOException | RuntimeException e) {
            throw new MalformedException("compressed data is damaged", 0, e);
        }
        if (out.hasRemaining()) {
            throw new MalformedException("a compressed buffer has fewer than the " + size + " bytes it says", 0);
        }
        return out.flip();
    }

    /** Reads a buffer. */
    private static final class Bytes extends InputStream {

        private final ByteBuffer bytes;

        Bytes(ByteBuffer bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return bytes.hasRemaining() ? bytes.get() & 0xff : -1;
        }

        @Override
        public int read(byte[] to, int offset, int length) {
            if (!bytes.hasRemaining()) {
                return -1;
            }
            int count = Math.min(length, bytes.remaining());
            bytes.get(to, offset, count);
            return count;
        }
    }
}
