package io.github.tfmobile.lite.flatbuffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A FlatBuffer. Every read is checked as the verifier of the C++ library does it, alignment included, so that a buffer which
 * is read without a {@link DamagedException} is one that the runtime accepts.
 *
 * <p>Vectors may overlap and a table may be named many times, so a small buffer can describe a huge content. Two limits keep
 * the work in proportion: the verifier's own limit of tables, and a multiple of the buffer's size for the content of
 * vectors and strings.
 */
public final class FlatBuffer {

    /** The largest number of tables that the C++ verifier accepts. */
    private static final int TABLES = 1_000_000;

    /** How often each byte may be part of a vector or a string, on average. */
    private static final int SHARING = 16;

    private final ByteBuffer data;
    private final int size;
    private int tables;
    private long content;

    /** The buffer between position 0 and the limit. */
    public FlatBuffer(ByteBuffer data) {
        this.data = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        this.size = data.limit();
    }

    /** Its size in bytes. */
    public int size() {
        return size;
    }

    /** The four characters behind the root offset. */
    public String identifier() {
        require(4, 4, 1, "the file identifier");
        byte[] identifier = new byte[4];
        data.get(4, identifier);
        return new String(identifier, StandardCharsets.ISO_8859_1);
    }

    /** The root table. */
    public Table root(String what) {
        return table(0, what);
    }

    /** The table that the offset at a position leads to. */
    Table table(long position, String what) {
        if (++tables > TABLES) {
            throw new DamagedException(
                    "there are more than " + TABLES + " tables, as many as the runtime accepts", position);
        }
        int start = follow(position, 4, what);
        require(start, 4, 4, what);
        long fields = (long) start - data.getInt(start);
        require(fields, 4, 2, "the fields of " + what);
        int length = data.getShort((int) fields) & 0xffff;
        if (length < 4 || length % 2 != 0) {
            throw new DamagedException("the fields of " + what + " have an impossible size, " + length, fields);
        }
        require(fields, length, 2, "the fields of " + what);
        return new Table(this, start, (int) fields, length, what);
    }

    /** The elements of a vector that the offset at a position leads to: where the first one is, and how many there are. */
    Vector vector(long position, int element, String what) {
        int start = follow(position, 4, what);
        require(start, 4, 4, what);
        long count = data.getInt(start) & 0xffffffffL;
        require(start + 4L, count * element, Math.min(element, 4), what + ", " + count + " elements long");
        return new Vector(start + 4, (int) count);
    }

    /** The text that the offset at a position leads to. */
    String string(long position, String what) {
        Vector bytes = vector(position, 1, what);
        long end = (long) bytes.start() + bytes.count();
        require(end, 1, 1, what);
        if (data.get((int) end) != 0) {
            throw new DamagedException(what + " does not end in a zero byte", end);
        }
        return new String(bytes(bytes.start(), bytes.count()), StandardCharsets.UTF_8);
    }

    /** A copy of some bytes. */
    byte[] bytes(int start, int count) {
        spend(count, start);
        byte[] bytes = new byte[count];
        data.get(start, bytes);
        return bytes;
    }

    /** Counts content that is read, and refuses to read far more than there is. */
    void spend(long bytes, long position) {
        content += bytes;
        if (content > (long) SHARING * size + 65536) {
            throw new DamagedException("vectors or tables overlap, or are named many times", position);
        }
    }

    byte int8(long position, String what) {
        require(position, 1, 1, what);
        return data.get((int) position);
    }

    int int16(long position, String what) {
        require(position, 2, 2, what);
        return data.getShort((int) position);
    }

    int int32(long position, String what) {
        require(position, 4, 4, what);
        return data.getInt((int) position);
    }

    float float32(long position, String what) {
        require(position, 4, 4, what);
        return data.getFloat((int) position);
    }

    long int64(long position, String what) {
        require(position, 8, 8, what);
        return data.getLong((int) position);
    }

    private int follow(long position, int alignment, String what) {
        require(position, 4, alignment, "the offset of " + what);
        long offset = data.getInt((int) position) & 0xffffffffL;
        if (offset == 0) {
            throw new DamagedException("the offset of " + what + " is 0", position);
        }
        if (position + offset >= size) {
            throw new DamagedException(
                    what + " begins at byte " + (position + offset) + ", and the model has " + size, position);
        }
        return (int) (position + offset);
    }

    private void require(long position, long length, int alignment, String what) {
        if (position < 0 || length > size || position > size - length) {
            throw new DamagedException(
                    what + " lies outside the model, which has " + size + " bytes",
                    Math.max(0, Math.min(position, size)));
        }
        if (position % alignment != 0) {
            throw new DamagedException(what + " is not aligned to " + alignment + " bytes", position);
        }
    }

    /** Where the elements of a vector are. */
    public record Vector(int start, int count) {}
}
