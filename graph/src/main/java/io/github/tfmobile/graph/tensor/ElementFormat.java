package io.github.tfmobile.graph.tensor;

import io.github.tfmobile.registry.Dtype;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;

/** How the elements of a dtype are stored (tensorflow/core/framework/types.proto, tensor.proto). */
public enum ElementFormat {
    /** IEEE binary32. */
    FLOAT(4, Category.REAL),
    /** IEEE binary64. */
    DOUBLE(8, Category.REAL),
    /** IEEE binary16. */
    HALF(2, Category.REAL),
    /** The upper half of a binary32. */
    BFLOAT16(2, Category.REAL),
    /** Signed, 8 bits; also qint8. */
    INT8(1, Category.SIGNED),
    /** Signed, 16 bits; also qint16. */
    INT16(2, Category.SIGNED),
    /** Signed, 32 bits; also qint32. */
    INT32(4, Category.SIGNED),
    /** Signed, 64 bits. */
    INT64(8, Category.SIGNED),
    /** Unsigned, 8 bits; also quint8. */
    UINT8(1, Category.UNSIGNED),
    /** Unsigned, 16 bits; also quint16. */
    UINT16(2, Category.UNSIGNED),
    /** Unsigned, 32 bits. */
    UINT32(4, Category.UNSIGNED),
    /** Unsigned, 64 bits. */
    UINT64(8, Category.UNSIGNED),
    /** One byte, 0 or 1. */
    BOOL(1, Category.BOOL),
    /** Two binary32. */
    COMPLEX64(8, Category.COMPLEX),
    /** Two binary64. */
    COMPLEX128(16, Category.COMPLEX),
    /** Bytes of any length. */
    STRING(0, Category.STRING),
    /** One byte that only TensorFlow reads: float8 and the integers of four and two bits. */
    BYTE(1, Category.OPAQUE);

    /** What can be computed with elements. */
    public enum Category {
        /** Floating point. */
        REAL,
        /** Integers with a sign. */
        SIGNED,
        /** Integers without a sign. */
        UNSIGNED,
        /** Truth values. */
        BOOL,
        /** Complex numbers. */
        COMPLEX,
        /** Byte strings. */
        STRING,
        /** Nothing: elements can be moved only. */
        OPAQUE
    }

    private final int bytes;
    private final Category category;

    ElementFormat(int bytes, Category category) {
        this.bytes = bytes;
        this.category = category;
    }

    /** The size of one element in bytes; 0 for strings, which have no size of their own. */
    public int bytes() {
        return bytes;
    }

    /** What can be computed with such elements. */
    public Category category() {
        return category;
    }

    /** Whether elements are integers with or without a sign. */
    public boolean isInteger() {
        return category == Category.SIGNED || category == Category.UNSIGNED;
    }

    /** The format of a dtype; null for those whose values no message holds (resource, variant, ref types). */
    public static @Nullable ElementFormat of(Dtype dtype) {
        DataType named = DataType.forNumber(dtype.number());
        ElementFormat format = named == null ? null : computed(named);
        if (format != null) {
            return format;
        }
        // Every other dtype of types.proto takes a byte: float8, int4, uint4, int2 and uint2.
        boolean plain =
                dtype.isKnown() && !dtype.isRef() && !dtype.is(DataType.DT_RESOURCE) && !dtype.is(DataType.DT_VARIANT);
        return plain ? BYTE : null;
    }

    /** The same of a dtype by its constant. */
    public static @Nullable ElementFormat of(DataType dtype) {
        return dtype == DataType.UNRECOGNIZED ? null : of(Dtype.of(dtype));
    }

    private static @Nullable ElementFormat computed(DataType dtype) {
        return switch (dtype) {
            case DT_FLOAT -> FLOAT;
            case DT_DOUBLE -> DOUBLE;
            case DT_HALF -> HALF;
            case DT_BFLOAT16 -> BFLOAT16;
            case DT_INT8, DT_QINT8 -> INT8;
            case DT_INT16, DT_QINT16 -> INT16;
            case DT_INT32, DT_QINT32 -> INT32;
            case DT_INT64 -> INT64;
            case DT_UINT8, DT_QUINT8 -> UINT8;
            case DT_UINT16, DT_QUINT16 -> UINT16;
            case DT_UINT32 -> UINT32;
            case DT_UINT64 -> UINT64;
            case DT_BOOL -> BOOL;
            case DT_COMPLEX64 -> COMPLEX64;
            case DT_COMPLEX128 -> COMPLEX128;
            case DT_STRING -> STRING;
            default -> null;
        };
    }
}
