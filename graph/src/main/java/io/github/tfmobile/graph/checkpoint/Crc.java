package io.github.tfmobile.graph.checkpoint;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** CRC-32C as tables and tensor bundles store it: rotated and shifted by a constant (lib/hash/crc32c.h, Mask). */
final class Crc {

    private static final int DELTA = 0xa282ead8;

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
}
