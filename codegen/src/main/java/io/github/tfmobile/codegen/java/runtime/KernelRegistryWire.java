package io.github.tfmobile.codegen.java.runtime;

import io.github.tfmobile.codegen.java.runtime.KernelRegistryTypes.MalformedGraphException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The wire format of protocol buffers, read from a stream. No length is trusted: memory is allocated for bytes that have
 * arrived.
 */
final class KernelRegistryWire {

    /** Messages within messages. */
    static final int MAX_DEPTH = 100;

    /** The tag of field 1 where it is a text or a message. */
    private static final byte FIRST_FIELD = 1 << 3 | 2;

    /** Longest name or string that is kept, in bytes. */
    private static final int MAX_TEXT = 1 << 20;

    private final InputStream in;
    private final byte[] buffer = new byte[8192];
    private int at;
    private int filled;
    private long before;

    KernelRegistryWire(InputStream in) {
        this.in = in;
    }

    /** All that is left of a stream. */
    static ByteBuffer all(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] part = new byte[8192];
        for (int count = in.read(part); count > 0; count = in.read(part)) {
            if (bytes.size() > Integer.MAX_VALUE - 2 * part.length) {
                throw new MalformedGraphException("The model is larger than 2 GB");
            }
            bytes.write(part, 0, count);
        }
        return ByteBuffer.wrap(bytes.toByteArray());
    }

    long position() {
        return before + at;
    }

    /** Whether the message that ends at this position, or the stream, is over. */
    boolean atEnd(long limit) throws IOException {
        return position() >= limit || (at == filled && limit == Long.MAX_VALUE && !fill());
    }

    private boolean fill() throws IOException {
        if (position() > Integer.MAX_VALUE) {
            throw malformed("The graph is larger than 2 GB");
        }
        before += filled;
        at = 0;
        filled = 0;
        int count = in.read(buffer, 0, buffer.length);
        if (count <= 0) {
            return false;
        }
        filled = count;
        return true;
    }

    private int next(long limit) throws IOException {
        if (position() >= limit) {
            throw malformed("A field runs over the end of its message");
        }
        if (at == filled && !fill()) {
            throw malformed("The graph is truncated");
        }
        return buffer[at++] & 0xff;
    }

    long varint(long limit) throws IOException {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            int b = next(limit);
            value |= (long) (b & 0x7f) << shift;
            if (b < 0x80) {
                return value;
            }
        }
        throw malformed("A varint has more than ten bytes");
    }

    /** Field number and wire type of the next field. */
    int tag(long limit) throws IOException {
        long tag = varint(limit);
        if (tag <= 7 || tag > 0xffffffffL || (tag & 7) > 5) {
            throw malformed("This is no GraphDef: a field has number " + (tag >>> 3) + " and wire type " + (tag & 7));
        }
        return (int) tag;
    }

    /** Reads a length and gives the position at which the field ends. */
    long end(long limit) throws IOException {
        long length = varint(limit);
        if (length < 0 || length > Integer.MAX_VALUE || length > limit - position()) {
            throw malformed("A field of " + length + " bytes runs over the end of its message");
        }
        return position() + length;
    }

    /** Whether a text that is not empty follows up to a position, and no message whose first field is a text or a message. */
    boolean isText(long end) throws IOException {
        if (position() >= end) {
            return false;
        }
        if (at == filled && !fill()) {
            throw malformed("The graph is truncated");
        }
        return buffer[at] != FIRST_FIELD;
    }

    MalformedGraphException metaGraph() {
        return malformed("This is a MetaGraphDef, no GraphDef");
    }

    String text(long limit) throws IOException {
        return textTo(end(limit));
    }

    String textTo(long end) throws IOException {
        if (end - position() > MAX_TEXT) {
            throw malformed("A name has " + (end - position()) + " bytes");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (position() < end) {
            if (at == filled && !fill()) {
                throw malformed("The graph is truncated");
            }
            int count = (int) Math.min(filled - at, end - position());
            bytes.write(buffer, at, count);
            at += count;
        }
        return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
    }

    void skip(int tag, long limit, int depth) throws IOException {
        switch (tag & 7) {
            case 0:
                varint(limit);
                return;
            case 1:
                skipTo(checked(position() + 8, limit));
                return;
            case 2:
                skipTo(end(limit));
                return;
            case 3:
                skipGroup(tag, limit, depth);
                return;
            case 5:
                skipTo(checked(position() + 4, limit));
                return;
            default:
                throw malformed("A group ends that did not begin");
        }
    }

    private void skipGroup(int tag, long limit, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw malformed("Messages are nested too deeply");
        }
        while (true) {
            int inner = tag(limit);
            if ((inner & 7) == 4) {
                if (inner >>> 3 != tag >>> 3) {
                    throw malformed("A group has the wrong end");
                }
                return;
            }
            skip(inner, limit, depth + 1);
        }
    }

    private long checked(long end, long limit) throws IOException {
        if (end > limit) {
            throw malformed("A field runs over the end of its message");
        }
        return end;
    }

    void skipTo(long end) throws IOException {
        while (position() < end) {
            if (at == filled) {
                if (end - position() > buffer.length) {
                    long skipped = in.skip(end - position() - buffer.length);
                    if (skipped > 0) {
                        before += skipped;
                        continue;
                    }
                }
                if (!fill()) {
                    throw malformed("The graph is truncated");
                }
            }
            at += (int) Math.min(filled - at, end - position());
        }
    }

    MalformedGraphException malformed(String what) {
        return new MalformedGraphException(what + " at byte " + position());
    }
}
