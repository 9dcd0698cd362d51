package io.github.tfmobile.lite.flexbuffer;

import io.github.tfmobile.lite.flatbuffer.DamagedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a FlexBuffer whole. Offsets in one lead back, so a value lies before the place that names it. */
public final class FlexBuffer {

    private static final int NULL = 0;
    private static final int INT = 1;
    private static final int UINT = 2;
    private static final int FLOAT = 3;
    private static final int KEY = 4;
    private static final int STRING = 5;
    private static final int INDIRECT_INT = 6;
    private static final int INDIRECT_UINT = 7;
    private static final int INDIRECT_FLOAT = 8;
    private static final int MAP = 9;
    private static final int VECTOR = 10;
    private static final int VECTOR_INT = 11;
    private static final int VECTOR_STRING = 15;
    private static final int VECTOR_INT2 = 16;
    private static final int VECTOR_FLOAT4 = 24;
    private static final int BLOB = 25;
    private static final int BOOL = 26;
    private static final int VECTOR_BOOL = 36;

    /** Deeper nesting than any writer makes. */
    private static final int DEPTH = 64;

    private final ByteBuffer data;
    private final int size;
    private long values;

    private FlexBuffer(byte[] bytes) {
        this.data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        this.size = bytes.length;
    }

    /**
     * The root value.
     *
     * @throws DamagedException when the bytes are no FlexBuffer; offsets count from their start
     */
    public static FlexValue read(byte[] bytes) {
        FlexBuffer buffer = new FlexBuffer(bytes);
        if (bytes.length < 3) {
            throw new DamagedException("a FlexBuffer has at least 3 bytes, this one " + bytes.length, 0);
        }
        int width = bytes[bytes.length - 1] & 0xff;
        if (width != 1 && width != 2 && width != 4 && width != 8) {
            throw new DamagedException("a FlexBuffer cannot have a root of " + width + " bytes", bytes.length - 1L);
        }
        return buffer.value(bytes.length - 2L - width, width, bytes[bytes.length - 2] & 0xff, 0);
    }

    private FlexValue value(long at, int width, int packed, int depth) {
        // A value is at least a byte, but vectors may share their elements.
        if (depth > DEPTH || ++values > 4L * size) {
            throw new DamagedException("the values of a FlexBuffer nest too deeply or share too much", Math.max(0, at));
        }
        int type = packed >> 2;
        int childWidth = 1 << (packed & 3);
        return switch (type) {
            case NULL -> new FlexValue.Null();
            case BOOL -> new FlexValue.Bool(signed(at, width) != 0);
            case INT -> new FlexValue.Int(signed(at, width));
            case UINT -> new FlexValue.Int(unsigned(at, width));
            case FLOAT -> new FlexValue.Real(real(at, width));
            case INDIRECT_INT -> new FlexValue.Int(signed(indirect(at, width), childWidth));
            case INDIRECT_UINT -> new FlexValue.Int(unsigned(indirect(at, width), childWidth));
            case INDIRECT_FLOAT -> new FlexValue.Real(real(indirect(at, width), childWidth));
            case KEY -> new FlexValue.Text(key(indirect(at, width)));
            case STRING -> new FlexValue.Text(sized(indirect(at, width), childWidth));
            case BLOB -> new FlexValue.Blob(sized(indirect(at, width), childWidth));
            case MAP -> map(indirect(at, width), childWidth, depth);
            case VECTOR -> new FlexValue.Items(untyped(indirect(at, width), childWidth, depth));
            default -> typed(at, width, type, childWidth, depth);
        };
    }

    private FlexValue typed(long at, int width, int type, int childWidth, int depth) {
        long start = indirect(at, width);
        long count;
        int element;
        if (type >= VECTOR_INT && type <= VECTOR_STRING) {
            count = unsigned(start - childWidth, childWidth);
            element = type - VECTOR_INT + INT;
        } else if (type >= VECTOR_INT2 && type <= VECTOR_FLOAT4) {
            count = (type - VECTOR_INT2) / 3 + 2L;
            element = (type - VECTOR_INT2) % 3 + INT;
        } else if (type == VECTOR_BOOL) {
            count = unsigned(start - childWidth, childWidth);
            element = BOOL;
        } else {
            throw new DamagedException("a FlexBuffer has no type " + type, Math.max(0, at));
        }
        require(start, count, childWidth);
        List<FlexValue> items = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            items.add(value(start + i * childWidth, childWidth, element << 2, depth + 1));
        }
        return new FlexValue.Items(items);
    }

    private List<FlexValue> untyped(long start, int width, int depth) {
        long count = unsigned(start - width, width);
        require(start, count, width);
        long types = start + count * width;
        require(types, count, 1);
        List<FlexValue> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(value(start + (long) i * width, width, data.get((int) types + i) & 0xff, depth + 1));
        }
        return items;
    }

    private FlexValue map(long start, int width, int depth) {
        List<FlexValue> items = untyped(start, width, depth);
        long keys = indirect(start - 3L * width, width);
        int keyWidth = (int) unsigned(start - 2L * width, width);
        if (keyWidth != 1 && keyWidth != 2 && keyWidth != 4 && keyWidth != 8) {
            throw new DamagedException("a FlexBuffer has a map with impossible keys", start);
        }
        require(keys, items.size(), keyWidth);
        Map<String, FlexValue> entries = new LinkedHashMap<>();
        for (int i = 0; i < items.size(); i++) {
            byte[] key = key(indirect(keys + (long) i * keyWidth, keyWidth));
            entries.put(new String(key, StandardCharsets.UTF_8), items.get(i));
        }
        return new FlexValue.Entries(entries);
    }

    private byte[] key(long start) {
        require(start, 1, 1);
        long end = start;
        while (end < size && data.get((int) end) != 0) {
            end++;
        }
        return copy(start, end - start);
    }

    private byte[] sized(long start, int width) {
        return copy(start, unsigned(start - width, width));
    }

    private byte[] copy(long start, long count) {
        require(start, count, 1);
        byte[] bytes = new byte[(int) count];
        values += count / 8; // many elements may name the same long string
        data.get((int) start, bytes);
        return bytes;
    }

    private long indirect(long at, int width) {
        long offset = unsigned(at, width);
        if (offset < 0 || offset > at) {
            throw new DamagedException("an offset in a FlexBuffer leads before its start", at);
        }
        return at - offset;
    }

    private long signed(long at, int width) {
        require(at, 1, width);
        return switch (width) {
            case 1 -> data.get((int) at);
            case 2 -> data.getShort((int) at);
            case 4 -> data.getInt((int) at);
            default -> data.getLong((int) at);
        };
    }

    private long unsigned(long at, int width) {
        long value = signed(at, width);
        return width == 8 ? value : value & ((1L << (8 * width)) - 1);
    }

    private double real(long at, int width) {
        require(at, 1, width);
        return switch (width) {
            case 4 -> data.getFloat((int) at);
            case 8 -> data.getDouble((int) at);
            case 2 -> half(data.getShort((int) at));
            default -> throw new DamagedException("a FlexBuffer has no floating point number of one byte", at);
        };
    }

    private static double half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        double magnitude = switch (exponent) {
            case 0 -> Math.scalb((double) fraction, -24);
            case 0x1f -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> Math.scalb((double) (fraction + 0x400), exponent - 25);
        };
        return bits < 0 ? -magnitude : magnitude;
    }

    private void require(long at, long count, int width) {
        if (at < 0 || count < 0 || count > size || at > size - count * width) {
            throw new DamagedException(
                    "the value lies outside the FlexBuffer, which has " + size + " bytes",
                    Math.max(0, Math.min(at, size)));
        }
    }
}
