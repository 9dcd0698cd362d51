package io.github.tfmobile.graph.checkpoint;

import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorShapeProto;

/** Sizes of elements and tensors in files. */
final class Elements {

    /** The size of a dtype whose elements differ in size. */
    static final int VARIABLE = 0;

    /** The size of a dtype that is not known. */
    static final int UNKNOWN = -1;

    private Elements() {}

    /**
     * Bytes per element in a checkpoint, by the number of the dtype (tensorflow/core/framework/types.proto); four- and
     * two-bit integers take a byte each. {@link #VARIABLE} for strings, {@link #UNKNOWN} for what no checkpoint holds as
     * plain bytes.
     */
    static int size(int dtype) {
        return switch (dtype) {
            case DataType.DT_STRING_VALUE -> VARIABLE;
            case DataType.DT_UINT8_VALUE,
                    DataType.DT_INT8_VALUE,
                    DataType.DT_BOOL_VALUE,
                    DataType.DT_QINT8_VALUE,
                    DataType.DT_QUINT8_VALUE -> 1;
            case DataType.DT_INT16_VALUE,
                    DataType.DT_UINT16_VALUE,
                    DataType.DT_QINT16_VALUE,
                    DataType.DT_QUINT16_VALUE,
                    DataType.DT_BFLOAT16_VALUE,
                    DataType.DT_HALF_VALUE -> 2;
            case DataType.DT_FLOAT_VALUE, DataType.DT_INT32_VALUE, DataType.DT_QINT32_VALUE, DataType.DT_UINT32_VALUE ->
                4;
            case DataType.DT_DOUBLE_VALUE,
                    DataType.DT_INT64_VALUE,
                    DataType.DT_UINT64_VALUE,
                    DataType.DT_COMPLEX64_VALUE -> 8;
            case DataType.DT_COMPLEX128_VALUE -> 16;
            // 24 to 28 the float8 formats, 29 int4, 30 uint4, 31 int2, 32 uint2
            case 24, 25, 26, 27, 28, 29, 30, 31, 32 -> 1;
            default -> UNKNOWN;
        };
    }

    /** What messages call a dtype. */
    static String name(int dtype) {
        DataType known = DataType.forNumber(dtype);
        if (known != null) {
            return known.name();
        }
        return switch (dtype) {
            case 26 -> "DT_FLOAT8_E4M3FNUZ";
            case 27 -> "DT_FLOAT8_E4M3B11FNUZ";
            case 28 -> "DT_FLOAT8_E5M2FNUZ";
            case 31 -> "DT_INT2";
            case 32 -> "DT_UINT2";
            default -> "dtype " + dtype;
        };
    }

    /** How many elements a shape has; -1 where a dim is negative or the product is beyond any file. */
    static long count(TensorShapeProto shape) {
        long count = 1;
        boolean empty = false;
        for (TensorShapeProto.Dim dim : shape.getDimList()) {
            long size = dim.getSize();
            if (size < 0) {
                return -1;
            }
            if (size == 0) {
                empty = true;
            } else if (count > (1L << 60) / size) {
                count = -1;
                break;
            } else {
                count *= size;
            }
        }
        return empty ? 0 : shape.getUnknownRank() ? -1 : count;
    }

    /** A shape as messages show it. */
    static String text(TensorShapeProto shape) {
        StringBuilder text = new StringBuilder("[");
        for (TensorShapeProto.Dim dim : shape.getDimList()) {
            text.append(text.length() > 1 ? "," : "").append(dim.getSize());
        }
        return text.append(']').toString();
    }
}
