package io.github.tfmobile.lite.flatbuffer;

import io.github.tfmobile.lite.flatbuffer.FlatBuffer.Vector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table of a {@link FlatBuffer}. Fields are numbered as in the schema, from 0; what is absent has its default. */
public final class Table {

    private final FlatBuffer buffer;
    private final int start;
    private final int fields;
    private final int fieldsLength;
    private final String what;

    Table(FlatBuffer buffer, int start, int fields, int fieldsLength, String what) {
        this.buffer = buffer;
        this.start = start;
        this.fields = fields;
        this.fieldsLength = fieldsLength;
        this.what = what;
    }

    /** Where the table is. */
    public int start() {
        return start;
    }

    /** What the table is, for messages. */
    public String what() {
        return what;
    }

    /** Whether the table has the field. */
    public boolean has(int field) {
        return position(field) != 0;
    }

    /** A byte, signed. */
    public byte int8(int field, int absent) {
        long at = position(field);
        return at == 0 ? (byte) absent : buffer.int8(at, what);
    }

    /** A boolean that is false where it is absent. */
    public boolean bool(int field) {
        return int8(field, 0) != 0;
    }

    /** An int, signed. */
    public int int32(int field, int absent) {
        long at = position(field);
        return at == 0 ? absent : buffer.int32(at, what);
    }

    /** An unsigned int; 0 where it is absent. */
    public long uint32(int field) {
        return int32(field, 0) & 0xffffffffL;
    }

    /** A long; 0 where it is absent. Unsigned ones above 2^63 are negative. */
    public long int64(int field) {
        long at = position(field);
        return at == 0 ? 0 : buffer.int64(at, what);
    }

    /** A string; null where it is absent. */
    public @Nullable String string(int field, String name) {
        long at = position(field);
        return at == 0 ? null : buffer.string(at, name + " of " + what);
    }

    /** Another table; null where it is absent. */
    public @Nullable Table table(int field, String name) {
        long at = position(field);
        return at == 0 ? null : buffer.table(at, name + " of " + what);
    }

    /** A vector of tables; null where it is absent. Each is called {@code element} and its index in messages. */
    public @Nullable List<Table> tables(int field, String name, String element) {
        long at = position(field);
        if (at == 0) {
            return null;
        }
        Vector vector = buffer.vector(at, 4, name + " of " + what);
        buffer.spend(4L * vector.count(), vector.start());
        List<Table> tables = new ArrayList<>();
        for (int i = 0; i < vector.count(); i++) {
            tables.add(buffer.table(vector.start() + 4L * i, element + " " + i));
        }
        return tables;
    }

    /** A vector of ints; null where it is absent. */
    public @Nullable List<Integer> ints(int field, String name) {
        long at = position(field);
        if (at == 0) {
            return null;
        }
        Vector vector = buffer.vector(at, 4, name + " of " + what);
        buffer.spend(4L * vector.count(), vector.start());
        List<Integer> ints = new ArrayList<>(vector.count());
        for (int i = 0; i < vector.count(); i++) {
            ints.add(buffer.int32(vector.start() + 4L * i, name));
        }
        return List.copyOf(ints);
    }

    /** The first element of a vector of floats; null where there is none. */
    public @Nullable Float firstFloat(int field, String name) {
        Vector vector = vector(field, 4, name);
        return vector == null || vector.count() == 0 ? null : buffer.float32(vector.start(), name);
    }

    /** The first element of a vector of longs; null where there is none. */
    public @Nullable Long firstLong(int field, String name) {
        Vector vector = vector(field, 8, name);
        return vector == null || vector.count() == 0 ? null : buffer.int64(vector.start(), name);
    }

    /** Where the elements of a vector are; null where it is absent. */
    public @Nullable Vector vector(int field, int element, String name) {
        long at = position(field);
        return at == 0 ? null : buffer.vector(at, element, name + " of " + what);
    }

    private long position(int field) {
        int at = 4 + 2 * field;
        int offset = at + 2 <= fieldsLength ? buffer.int16(fields + at, what) & 0xffff : 0;
        return offset == 0 ? 0 : start + (long) offset;
    }
}
