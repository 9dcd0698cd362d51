package io.github.tfmobile.graph.testing;

import com.google.protobuf.ByteString;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.tensor.WholeMessages;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A tensor with its elements written out, however a TensorProto holds them.
 *
 * @param dtype its type
 * @param shape its shape
 * @param bytes little-endian elements in row-major order; empty for strings
 * @param strings the elements of a string tensor, else empty
 */
public record TensorValue(DataType dtype, List<Long> shape, ByteString bytes, List<ByteString> strings) {

    /** How many elements the shape has. */
    public long count() {
        return shape.stream().reduce(1L, (a, b) -> a * b);
    }

    /**
     * Reads a TensorProto of any encoding: tensor_content, also by reference, typed lists, lists shortened by repetition.
     */
    public static TensorValue of(TensorProto referring) {
        TensorProto tensor;
        try {
            tensor = WholeMessages.of(referring);
        } catch (ProblemException e) {
            throw new AssertionError(e);
        }
        List<Long> shape = tensor.getTensorShape().getDimList().stream()
                .map(TensorShapeProto.Dim::getSize)
                .toList();
        int count = (int) shape.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
        DataType dtype = tensor.getDtype();
        if (dtype == DataType.DT_STRING) {
            List<ByteString> values = new ArrayList<>(tensor.getStringValList());
            ByteString last = values.isEmpty() ? ByteString.EMPTY : values.get(values.size() - 1);
            while (values.size() < count) {
                values.add(last);
            }
            return new TensorValue(dtype, shape, ByteString.EMPTY, values);
        }
        int width = width(dtype);
        if (tensor.getTensorContent().size() > 0) {
            if (tensor.getTensorContent().size() != (long) width * count) {
                throw new IllegalArgumentException(
                        "tensor_content has " + tensor.getTensorContent().size() + " bytes for " + count + " " + dtype);
            }
            return new TensorValue(dtype, shape, tensor.getTensorContent(), List.of());
        }
        ByteBuffer out = ByteBuffer.allocate(width * count).order(ByteOrder.LITTLE_ENDIAN);
        int given = given(tensor);
        for (int i = 0; i < count; i++) {
            int at = Math.min(i, given - 1);
            if (at >= 0) {
                put(out, tensor, at);
            } else {
                out.position(out.position() + width);
            }
        }
        return new TensorValue(dtype, shape, ByteString.copyFrom(out.array()), List.of());
    }

    /** Bytes of one element. */
    public static int width(DataType dtype) {
        return switch (dtype) {
            case DT_FLOAT, DT_INT32, DT_UINT32, DT_QINT32 -> 4;
            case DT_DOUBLE, DT_INT64, DT_UINT64, DT_COMPLEX64 -> 8;
            case DT_COMPLEX128 -> 16;
            case DT_HALF, DT_BFLOAT16, DT_INT16, DT_UINT16, DT_QINT16, DT_QUINT16 -> 2;
            case DT_INT8, DT_UINT8, DT_BOOL, DT_QINT8, DT_QUINT8, DT_FLOAT8_E5M2, DT_FLOAT8_E4M3FN, DT_INT4, DT_UINT4 ->
                1;
            default -> throw new IllegalArgumentException("no fixed width: " + dtype);
        };
    }

    private static int given(TensorProto tensor) {
        return switch (tensor.getDtype()) {
            case DT_FLOAT -> tensor.getFloatValCount();
            case DT_DOUBLE -> tensor.getDoubleValCount();
            case DT_INT64 -> tensor.getInt64ValCount();
            case DT_UINT64 -> tensor.getUint64ValCount();
            case DT_UINT32 -> tensor.getUint32ValCount();
            case DT_COMPLEX64 -> tensor.getScomplexValCount() / 2;
            case DT_COMPLEX128 -> tensor.getDcomplexValCount() / 2;
            case DT_HALF, DT_BFLOAT16 -> tensor.getHalfValCount();
            case DT_BOOL -> tensor.getBoolValCount();
            case DT_FLOAT8_E5M2, DT_FLOAT8_E4M3FN -> tensor.getFloat8Val().size();
            default -> tensor.getIntValCount();
        };
    }

    private static void put(ByteBuffer out, TensorProto tensor, int i) {
        switch (tensor.getDtype()) {
            case DT_FLOAT -> out.putFloat(tensor.getFloatVal(i));
            case DT_DOUBLE -> out.putDouble(tensor.getDoubleVal(i));
            case DT_INT64 -> out.putLong(tensor.getInt64Val(i));
            case DT_UINT64 -> out.putLong(tensor.getUint64Val(i));
            case DT_UINT32 -> out.putInt(tensor.getUint32Val(i));
            case DT_COMPLEX64 -> out.putFloat(tensor.getScomplexVal(2 * i)).putFloat(tensor.getScomplexVal(2 * i + 1));
            case DT_COMPLEX128 ->
                out.putDouble(tensor.getDcomplexVal(2 * i)).putDouble(tensor.getDcomplexVal(2 * i + 1));
            case DT_HALF, DT_BFLOAT16 -> out.putShort((short) tensor.getHalfVal(i));
            case DT_BOOL -> out.put((byte) (tensor.getBoolVal(i) ? 1 : 0));
            case DT_FLOAT8_E5M2, DT_FLOAT8_E4M3FN ->
                out.put(tensor.getFloat8Val().byteAt(i));
            default -> {
                switch (width(tensor.getDtype())) {
                    case 1 -> out.put((byte) tensor.getIntVal(i));
                    case 2 -> out.putShort((short) tensor.getIntVal(i));
                    default -> out.putInt(tensor.getIntVal(i));
                }
            }
        }
    }

    /** The elements as doubles, both parts of a complex one after another; not for strings. */
    public double[] doubles() {
        ByteBuffer in = bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        boolean complex = dtype == DataType.DT_COMPLEX64 || dtype == DataType.DT_COMPLEX128;
        double[] values = new double[(int) count() * (complex ? 2 : 1)];
        Arrays.setAll(values, i -> next(in));
        return values;
    }

    private double next(ByteBuffer in) {
        return switch (dtype) {
            case DT_FLOAT, DT_COMPLEX64 -> in.getFloat();
            case DT_DOUBLE, DT_COMPLEX128 -> in.getDouble();
            case DT_INT64, DT_UINT64 -> in.getLong();
            case DT_UINT32 -> in.getInt() & 0xFFFFFFFFL;
            case DT_INT32, DT_QINT32 -> in.getInt();
            case DT_INT16, DT_QINT16 -> in.getShort();
            case DT_UINT16, DT_QUINT16 -> in.getShort() & 0xFFFF;
            case DT_UINT8, DT_QUINT8, DT_BOOL -> in.get() & 0xFF;
            case DT_INT8, DT_QINT8 -> in.get();
            case DT_BFLOAT16 -> Float.intBitsToFloat(in.getShort() << 16);
            case DT_HALF -> half(in.getShort());
            default -> throw new IllegalArgumentException("no number: " + dtype);
        };
    }

    private static double half(short bits) {
        int exponent = bits >> 10 & 31;
        int mantissa = bits & 1023;
        double value;
        if (exponent == 31) {
            value = mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else {
            value = exponent == 0 ? mantissa * 0x1p-24 : (1024 + mantissa) * Math.scalb(1.0, exponent - 25);
        }
        return bits < 0 ? -value : value;
    }

    /** The value as a TensorProto with tensor_content or string_val. */
    public TensorProto toProto() {
        TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(dtype);
        shape.forEach(size -> tensor.getTensorShapeBuilder().addDimBuilder().setSize(size));
        tensor.setTensorShape(tensor.getTensorShapeBuilder());
        return dtype == DataType.DT_STRING
                ? tensor.addAllStringVal(strings).build()
                : tensor.setTensorContent(bytes).build();
    }

    /**
     * What differs from the expected value, empty when nothing does. Type and shape must be equal; without tolerances
     * every bit of every element too; with tolerances {@code |a-b| <= absolute + relative*|b|} and NaN equals NaN.
     */
    public String difference(TensorValue expected, double relative, double absolute) {
        if (dtype != expected.dtype || !shape.equals(expected.shape)) {
            return dtype + shape.toString() + " instead of " + expected.dtype + expected.shape;
        }
        if (bytes.equals(expected.bytes) && Objects.equals(strings, expected.strings)) {
            return "";
        }
        if (dtype == DataType.DT_STRING || (relative == 0 && absolute == 0)) {
            return "value of " + dtype + shape + " is not bit-exact";
        }
        double[] mine = doubles();
        double[] theirs = expected.doubles();
        double worst = 0;
        boolean bad = false;
        for (int i = 0; i < mine.length; i++) {
            double difference = Math.abs(mine[i] - theirs[i]);
            boolean same = mine[i] == theirs[i] || (Double.isNaN(mine[i]) && Double.isNaN(theirs[i]));
            if (!same && !(difference <= absolute + relative * Math.abs(theirs[i]))) {
                bad = true;
                worst = Double.isNaN(difference) ? Double.NaN : Math.max(worst, difference);
            }
        }
        return bad ? "value of " + dtype + shape + " differs by up to " + worst : "";
    }
}
