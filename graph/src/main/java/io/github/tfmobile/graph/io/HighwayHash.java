package io.github.tfmobile.graph.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * HighwayHash of 64 bits (github.com/google/highwayhash) with the key of Riegeli files, fed piece by piece. Not
 * thread-safe.
 */
final class HighwayHash {

    /** "Riegeli/" and "records\n", twice. */
    private static final long[] KEY = {
        0x2f696c6567656952L, 0x0a7364726f636572L, 0x2f696c6567656952L, 0x0a7364726f636572L
    };

    private static final long[] START_0 = {
        0xdbe6d5d5fe4cce2fL, 0xa4093822299f31d0L, 0x13198a2e03707344L, 0x243f6a8885a308d3L
    };

    private static final long[] START_1 = {
        0x3bd39e10cb0ef593L, 0xc0acf169b5f18a8cL, 0xbe5466cf34e90c6cL, 0x452821e638d01377L
    };

    private static final int LANES = 4;
    private static final int PACKET = 32;

    private final long[] v0 = new long[LANES];
    private final long[] v1 = new long[LANES];
    private final long[] mul0 = START_0.clone();
    private final long[] mul1 = START_1.clone();
    private final ByteBuffer packet = ByteBuffer.allocate(PACKET).order(ByteOrder.LITTLE_ENDIAN);

    HighwayHash() {
        for (int i = 0; i < LANES; i++) {
            v0[i] = mul0[i] ^ KEY[i];
            v1[i] = mul1[i] ^ Long.rotateLeft(KEY[i], 32);
        }
    }

    /** The hash of the bytes. */
    static long of(ByteBuffer bytes) {
        HighwayHash hash = new HighwayHash();
        hash.update(bytes);
        return hash.finish();
    }

    /** Takes the buffer's remaining bytes in; its position stays. */
    void update(ByteBuffer bytes) {
        ByteBuffer rest = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (packet.position() > 0) {
            int count = Math.min(packet.remaining(), rest.remaining());
            packet.put(rest.slice(rest.position(), count));
            rest.position(rest.position() + count);
            if (packet.hasRemaining()) {
                return;
            }
            add(packet, 0);
            packet.clear();
        }
        int at = rest.position();
        for (; rest.limit() - at >= PACKET; at += PACKET) {
            add(rest, at);
        }
        packet.put(rest.slice(at, rest.limit() - at));
    }

    /** The hash of everything; nothing can be taken in afterwards. */
    long finish() {
        if (packet.position() > 0) {
            addRemainder();
        }
        for (int round = 0; round < 4; round++) {
            add(
                    Long.rotateLeft(v0[2], 32),
                    Long.rotateLeft(v0[3], 32),
                    Long.rotateLeft(v0[0], 32),
                    Long.rotateLeft(v0[1], 32));
        }
        return v0[0] + v1[0] + mul0[0] + mul1[0];
    }

    private void addRemainder() {
        int size = packet.position();
        int whole = size & ~3;
        int odd = size & 3;
        for (int i = 0; i < LANES; i++) {
            v0[i] += ((long) size << 32) + size;
            long low = Integer.toUnsignedLong(Integer.rotateLeft((int) v1[i], size));
            long high = Integer.toUnsignedLong(Integer.rotateLeft((int) (v1[i] >>> 32), size));
            v1[i] = high << 32 | low;
        }
        ByteBuffer last = ByteBuffer.allocate(PACKET).order(ByteOrder.LITTLE_ENDIAN);
        last.put(0, packet, 0, whole);
        if ((size & 16) != 0) {
            last.put(PACKET - 4, packet, size - 4, 4);
        } else if (odd != 0) {
            last.put(16, packet.get(whole));
            last.put(17, packet.get(whole + (odd >>> 1)));
            last.put(18, packet.get(whole + odd - 1));
        }
        add(last, 0);
    }

    private void add(ByteBuffer from, int at) {
        add(from.getLong(at), from.getLong(at + 8), from.getLong(at + 16), from.getLong(at + 24));
    }

    private void add(long a0, long a1, long a2, long a3) {
        v1[0] += mul0[0] + a0;
        v1[1] += mul0[1] + a1;
        v1[2] += mul0[2] + a2;
        v1[3] += mul0[3] + a3;
        for (int i = 0; i < LANES; i++) {
            mul0[i] ^= (v1[i] & 0xffffffffL) * (v0[i] >>> 32);
            v0[i] += mul1[i];
            mul1[i] ^= (v0[i] & 0xffffffffL) * (v1[i] >>> 32);
        }
        zip(v1, v0);
        zip(v0, v1);
    }

    /** Adds the bytes of one half, shuffled, to the other. */
    private static void zip(long[] from, long[] to) {
        for (int i = 0; i < LANES; i += 2) {
            long low = from[i];
            long high = from[i + 1];
            to[i] += ((low & 0xff000000L) | (high & 0xff00000000L)) >>> 24
                    | ((low & 0xff0000000000L) | (high & 0xff000000000000L)) >>> 16
                    | (low & 0xff0000L)
                    | (low & 0xff00L) << 32
                    | (high & 0xff00000000000000L) >>> 8
                    | low << 56;
            to[i + 1] += ((high & 0xff000000L) | (low & 0xff00000000L)) >>> 24
                    | (high & 0xff0000L)
                    | (high & 0xff0000000000L) >>> 16
                    | (high & 0xff00L) << 24
                    | (low & 0xff000000000000L) >>> 8
                    | (high & 0xffL) << 48
                    | (low & 0xff00000000000000L);
        }
    }
}
