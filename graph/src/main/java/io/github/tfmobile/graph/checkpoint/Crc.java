package io.github.tfmobile.graph.checkpoint;

import io.github.tfmobile.graph.io.file.MappedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC-32C as tables and tensor bundles store it: rotated and shifted by a constant (lib/hash/crc32c.h, Mask). */
final class Crc {

    private static final int DELTA = 0xa282ead8;

    private static final int PIECE = 64 * 1024;

    private Crc() {}

    /** The stored form of a checksum. */
    static int mask(int crc) {
        return Integer.rotateRight(crc, 15) + DELTA;
    }

    /** The checksum of which this is the stored form. */
    static int unmask(int stored) {
        return Integer.rotateLeft(stored - DELTA, 15);
    }

    /** The stored form of the checksum of these bytes. */
    static int masked(ByteBuffer... parts) {
        CRC32C crc = new CRC32C();
        for (ByteBuffer part : parts) {
            crc.update(part.duplicate());
        }
        return mask((int) crc.getValue());
    }

    /** The stored form of the checksum of a range of a file, which is read, not mapped. */
    static int masked(MappedFile file, long offset, int length) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer piece = ByteBuffer.allocate(Math.min(length, PIECE));
        for (int at = 0; at < length; at += piece.limit()) {
            piece.clear().limit(Math.min(PIECE, length - at));
            file.read(offset + at, piece);
            crc.update(piece.flip());
        }
        return mask((int) crc.getValue());
    }
}
