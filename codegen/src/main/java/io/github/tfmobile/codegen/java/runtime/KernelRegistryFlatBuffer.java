package io.github.tfmobile.codegen.java.runtime;

import io.github.tfmobile.codegen.java.runtime.KernelRegistryTypes.MalformedGraphException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A FlatBuffer. Every offset is checked before it is followed. Positions are from its start; 0 stands for none. */
final class KernelRegistryFlatBuffer {

    /** Longest name that is read, in bytes. */
    private static final int MAX_NAME = 1 << 16;

    private final ByteBuffer bytes;

    KernelRegistryFlatBuffer(ByteBuffer bytes) {
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    int size() {
        return bytes.limit();
    }

    /** The table that the FlatBuffer begins with. */
    int root() throws MalformedGraphException {
        return table(0);
    }

    /** The table that an offset at a position leads to. */
    int table(int at) throws MalformedGraphException {
        int table = indirect(at);
        long vtable = (long) table - int32(table);
        if (vtable < 0 || vtable > size() - 4 || uint16(vtable) > size() - vtable || uint16(vtable) < 4) {
            throw malformed("A table has no vtable", table);
        }
        return table;
    }

    private int indirect(int at) throws MalformedGraphException {
        long target = at + (int32(at) & 0xffffffffL);
        if (target == at || target > size() - 4) {
            throw malformed("An offset leads out of the model", at);
        }
        return (int) target;
    }

    /** Where a field of a table lies; 0 when it is not there. */
    int field(int table, int number) throws MalformedGraphException {
        int vtable = table - int32(table);
        int entry = 4 + 2 * number;
        int offset = entry + 2 <= uint16(vtable) ? uint16((long) vtable + entry) : 0;
        if (offset != 0 && (long) table + offset >= size()) {
            throw malformed("A field lies outside the model", table);
        }
        return offset == 0 ? 0 : table + offset;
    }

    int int32(int table, int number, int absent) throws MalformedGraphException {
        int at = field(table, number);
        return at == 0 ? absent : int32(at);
    }

    int int8(int table, int number) throws MalformedGraphException {
        int at = field(table, number);
        return at == 0 ? 0 : bytes.get(at);
    }

    long int64(int table, int number) throws MalformedGraphException {
        int at = field(table, number);
        if (at == 0) {
            return 0;
        }
        require(at, 8);
        return bytes.getLong(at);
    }

    /** Where a vector begins, with its count; 0 when it is not there. */
    int vector(int table, int number, int element) throws MalformedGraphException {
        int at = field(table, number);
        if (at == 0) {
            return 0;
        }
        int vector = indirect(at);
        long count = int32(vector) & 0xffffffffL;
        if (count > (size() - 4L - vector) / element) {
            throw malformed("A vector runs over the end of the model", vector);
        }
        return vector;
    }

    /** How many elements a vector has; none when it is not there. */
    int count(int vector) {
        return vector == 0 ? 0 : bytes.getInt(vector);
    }

    /** The table that an element of a vector leads to. */
    int element(int vector, int index) throws MalformedGraphException {
        return table(vector + 4 + 4 * index);
    }

    @Nullable
    String string(int table, int number) throws MalformedGraphException {
        int vector = vector(table, number, 1);
        if (vector == 0) {
            return null;
        }
        if (count(vector) > MAX_NAME) {
            throw malformed("A name has " + count(vector) + " bytes", vector);
        }
        return new String(copy(vector + 4L, count(vector)), StandardCharsets.UTF_8);
    }

    /** Some bytes. */
    byte[] copy(long at, long count) throws MalformedGraphException {
        require(at, count);
        byte[] copy = new byte[(int) count];
        ByteBuffer from = bytes.duplicate();
        from.position((int) at);
        from.get(copy);
        return copy;
    }

    private int int32(long at) throws MalformedGraphException {
        require(at, 4);
        return bytes.getInt((int) at);
    }

    private int uint16(long at) throws MalformedGraphException {
        require(at, 2);
        return bytes.getShort((int) at) & 0xffff;
    }

    private void require(long at, long count) throws MalformedGraphException {
        if (at < 0 || count < 0 || count > size() || at > size() - count) {
            throw malformed("A value lies outside the model", at);
        }
    }

    MalformedGraphException malformed(String what, long at) {
        return new MalformedGraphException(what + " at byte " + at);
    }
}
