package io.github.tfmobile.graph.io;

import com.google.protobuf.WireFormat;
import java.nio.ByteBuffer;

/**
 * Walks over bytes in the protocol buffer wire format, checking every bound. The same varints are used by tables.
 * Not thread-safe.
 */
public final class WireReader {

    /** How deep groups and messages may be nested, as in TensorFlow's own parser. */
    static final int DEPTH = 100;

    private final ByteBuffer bytes;
    private final long base;
    private final int end;
    private int position;
    private int tag;
    private int start;
    private int length;

    /**
     * Reads the buffer's remaining bytes.
     *
     * @param base where in its file the byte at index 0 of the buffer is
     */
    public WireReader(ByteBuffer bytes, long base) {
        this(bytes, base, bytes.position(), bytes.limit());
    }

    WireReader(ByteBuffer bytes, long base, int from, int to) {
        this.bytes = bytes;
        this.base = base;
        this.position = from;
        this.end = to;
    }

    /** Whether no byte is left. */
    public boolean atEnd() {
        return position >= end;
    }

    /** The index of the next byte in the buffer. */
    public int position() {
        return position;
    }

    /** Where in the file the next byte is. */
    public long offset() {
        return base + position;
    }

    /** Where in the file the value of the field is. */
    public long valueOffset() {
        return base + start;
    }

    /** The file offset of a buffer index. */
    long offset(int index) {
        return base + index;
    }

    /** An unsigned number of at most 64 bits. */
    public long varint() throws MalformedException {
        long value = 0;
        int first = position;
        for (int shift = 0; shift < 64; shift += 7) {
            if (position >= end) {
                throw new MalformedException("it ends within a number", offset(first));
            }
            byte next = bytes.get(position++);
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedException("a number takes more than ten bytes", offset(first));
    }

    /** An unsigned number that says how many of the following bytes belong together. */
    public int varintLength() throws MalformedException {
        int first = position;
        long value = varint();
        if (value < 0 || value > end - position) {
            throw new MalformedException(
                    "a length of " + Long.toUnsignedString(value) + " bytes where " + (end - position) + " are left",
                    offset(first));
        }
        return (int) value;
    }

    /** Steps over bytes that were checked to be there. */
    public void skip(int count) {
        position += count;
    }

    /**
     * Goes to the next field and over it; {@link #number}, {@link #wireType}, {@link #start} and {@link #length} then
     * tell of it.
     *
     * @return false at the end
     */
    public boolean next() throws MalformedException {
        if (atEnd()) {
            return false;
        }
        int first = position;
        long read = varint();
        if (read >>> 32 != 0 || WireFormat.getTagFieldNumber((int) read) == 0) {
            throw new MalformedException("no field has the number 0", offset(first));
        }
        tag = (int) read;
        value(first, 0);
        return true;
    }

    private void value(int first, int depth) throws MalformedException {
        switch (WireFormat.getTagWireType(tag)) {
            case WireFormat.WIRETYPE_VARINT -> {
                start = position;
                varint();
                length = position - start;
            }
            case WireFormat.WIRETYPE_FIXED32 -> fixed(4, first);
            case WireFormat.WIRETYPE_FIXED64 -> fixed(8, first);
            case WireFormat.WIRETYPE_LENGTH_DELIMITED -> {
                length = varintLength();
                start = position;
                position += length;
            }
            case WireFormat.WIRETYPE_START_GROUP -> group(first, depth);
            default ->
                throw new MalformedException(
                        "field " + number() + " has the unknown wire type " + wireType(), offset(first));
        }
    }

    private void fixed(int count, int first) throws MalformedException {
        if (count > end - position) {
            throw new MalformedException("it ends within field " + number(), offset(first));
        }
        start = position;
        length = count;
        position += count;
    }

    /** Steps over a group, which no TensorFlow message has, but an unknown field may be one. */
    private void group(int first, int depth) throws MalformedException {
        if (depth >= DEPTH) {
            throw new MalformedException("groups are nested more than " + DEPTH + " deep", offset(first));
        }
        int opened = tag;
        int begin = position;
        while (true) {
            int at = position;
            if (atEnd()) {
                throw new MalformedException("it ends within a group", offset(first));
            }
            long read = varint();
            if (read >>> 32 != 0 || WireFormat.getTagFieldNumber((int) read) == 0) {
                throw new MalformedException("no field has the number 0", offset(at));
            }
            tag = (int) read;
            if (wireType() == WireFormat.WIRETYPE_END_GROUP) {
                if (WireFormat.getTagFieldNumber(opened) != number()) {
                    throw new MalformedException("a group ends that did not start", offset(at));
                }
                break;
            }
            value(at, depth + 1);
        }
        tag = opened;
        start = begin;
        length = position - begin;
    }

    /** The field's number. */
    public int number() {
        return WireFormat.getTagFieldNumber(tag);
    }

    /** How it is encoded, a constant of {@link WireFormat}. */
    public int wireType() {
        return WireFormat.getTagWireType(tag);
    }

    /** Whether the field is a string, bytes, a message or packed numbers. */
    public boolean isDelimited() {
        return wireType() == WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    /** The index of the value's first byte in the buffer. */
    public int start() {
        return start;
    }

    /** How many bytes the value has. */
    public int length() {
        return length;
    }

    /** The value's bytes, not copied. */
    public ByteBuffer value() {
        return bytes.slice(start, length).order(bytes.order());
    }

    /** All bytes that are left, not copied. */
    public ByteBuffer rest() {
        return bytes.slice(position, end - position).order(bytes.order());
    }

    /** A number field's value, however it is encoded. */
    public long number64() throws MalformedException {
        return switch (length) {
            case 4 ->
                wireType() == WireFormat.WIRETYPE_FIXED32
                        ? Integer.toUnsignedLong(bytes.getInt(start))
                        : inner().varint();
            case 8 -> wireType() == WireFormat.WIRETYPE_FIXED64 ? bytes.getLong(start) : inner().varint();
            default -> inner().varint();
        };
    }

    /** Reads the value itself as a message. */
    public WireReader inner() {
        return new WireReader(bytes, base, start, start + length);
    }
}
