package io.github.tfmobile.graph.checkpoint;

import io.github.tfmobile.graph.io.MalformedException;
import io.github.tfmobile.graph.io.WireReader;
import java.nio.ByteBuffer;

/** Decodes a raw Snappy block (no framing), checking every bound. */
final class Snappy {

    /** No element of a block makes more than 64 bytes out of two; anything beyond this is a lie about the length. */
    private static final int RATIO = 64;

    private Snappy() {}

    /**
     * The uncompressed bytes.
     *
     * @param offset where in its file the compressed block starts, for messages
     */
    static byte[] decode(ByteBuffer block, long offset) throws MalformedException {
        ByteBuffer in = block.slice();
        WireReader head = new WireReader(in, offset);
        long length = head.varint();
        in.position(head.position());
        if (length < 0 || length > Integer.MAX_VALUE - 8 || length > (long) in.remaining() * RATIO) {
            throw new MalformedException("a compressed block claims to hold " + length + " bytes", offset);
        }
        byte[] out = new byte[(int) length];
        int at = 0;
        while (in.hasRemaining()) {
            int tag = in.get() & 0xff;
            int kind = tag & 3;
            int count;
            int back = 0;
            if (kind == 0) {
                count = tag >>> 2;
                if (count >= 60) {
                    count = number(in, count - 59, offset);
                }
                count++;
            } else if (kind == 1) {
                count = ((tag >>> 2) & 7) + 4;
                back = ((tag & 0xe0) << 3) | number(in, 1, offset);
            } else {
                count = (tag >>> 2) + 1;
                back = number(in, kind == 2 ? 2 : 4, offset);
            }
            if (count <= 0 || count > out.length - at) {
                throw broken(in, offset);
            }
            if (kind == 0) {
                if (count > in.remaining()) {
                    throw broken(in, offset);
                }
                in.get(out, at, count);
            } else {
                if (back <= 0 || back > at) {
                    throw broken(in, offset);
                }
                copy(out, at, back, count);
            }
            at += count;
        }
        if (at != out.length) {
            throw new MalformedException(
                    "a compressed block holds " + at + " bytes where it says " + out.length, offset);
        }
        return out;
    }

    /** A copy may overlap itself and then repeats what it has just written. */
    private static void copy(byte[] out, int at, int back, int count) {
        if (back >= count) {
            System.arraycopy(out, at - back, out, at, count);
        } else {
            for (int i = 0; i < count; i++) {
                out[at + i] = out[at + i - back];
            }
        }
    }

    private static int number(ByteBuffer in, int bytes, long offset) throws MalformedException {
        if (bytes > in.remaining()) {
            throw broken(in, offset);
        }
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (in.get() & 0xff) << (8 * i);
        }
        if (value < 0) {
            throw broken(in, offset);
        }
        return value;
    }

    private static MalformedException broken(ByteBuffer in, long offset) {
        return new MalformedException("a compressed block is broken", offset + in.position());
    }
}
