package io.github.tfmobile.graph;

import com.google.protobuf.ByteString;
import io.github.tfmobile.registry.Dtype;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Const nodes and small tensors. */
public final class Constants {

    private Constants() {}

    /** A Const with attrs {@code dtype} and {@code value} alone. */
    public static Node node(String name, TensorProto value) {
        return node(name, value, List.of());
    }

    /** The same with inputs: what it waits for. */
    public static Node node(String name, TensorProto value, List<NodeInput> inputs) {
        return Node.of(
                name,
                "Const",
                "",
                inputs,
                NodeAttrs.ofConstant(
                        new Dtype(value.getDtypeValue()).attr(),
                        AttrValue.newBuilder().setTensor(value).build()));
    }

    /** The same Const with another value; it waits for what it waited for. */
    public static Node withValue(Node constant, TensorProto value) {
        return node(constant.name(), value, List.copyOf(Node.controlInputs(List.of(constant))));
    }

    /** A float scalar. */
    public static TensorProto scalar(float value) {
        return ofType(DataType.DT_FLOAT).addFloatVal(value).build();
    }

    /** An int32 scalar. */
    public static TensorProto scalar(int value) {
        return ofType(DataType.DT_INT32).addIntVal(value).build();
    }

    /** A bool scalar. */
    public static TensorProto scalar(boolean value) {
        return ofType(DataType.DT_BOOL).addBoolVal(value).build();
    }

    /** A scalar of int32 or int64. */
    public static TensorProto integer(Dtype dtype, long value) {
        TensorProto.Builder tensor = ofType(dtype.dataType());
        return (dtype.is(DataType.DT_INT64) ? tensor.addInt64Val(value) : tensor.addIntVal((int) value)).build();
    }

    /** The scalar that counts as false, of any type that can be a condition: 0, or the empty string. */
    public static TensorProto zero(Dtype dtype) {
        TensorProto.Builder zero = TensorProto.newBuilder()
                .setDtypeValue(dtype.number())
                .setTensorShape(TensorShapeProto.getDefaultInstance());
        return switch (zero.getDtype()) {
            case DT_STRING -> zero.addStringVal(ByteString.EMPTY).build();
            case DT_FLOAT -> zero.addFloatVal(0).build();
            case DT_DOUBLE -> zero.addDoubleVal(0).build();
            case DT_INT64 -> zero.addInt64Val(0).build();
            case DT_HALF, DT_BFLOAT16 -> zero.addHalfVal(0).build();
            default -> zero.addIntVal(0).build();
        };
    }

    private static TensorProto.Builder ofType(DataType dtype) {
        return TensorProto.newBuilder().setDtype(dtype).setTensorShape(TensorShapeProto.getDefaultInstance());
    }

    /** An int32 tensor, its elements in row-major order. */
    public static TensorProto int32(TensorShapeProto shape, int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        return tensor(Dtype.of(DataType.DT_INT32), shape, ByteString.copyFrom(bytes));
    }

    /** A tensor from little-endian elements in row-major order. */
    public static TensorProto tensor(Dtype dtype, TensorShapeProto shape, ByteString content) {
        return TensorProto.newBuilder()
                .setDtypeValue(dtype.number())
                .setTensorShape(shape)
                .setTensorContent(content)
                .build();
    }

    /** A scalar of float or double as a number; null for anything else. */
    public static @Nullable Double floating(TensorProto value) {
        if (value.getTensorShape().getDimCount() > 0) {
            return null;
        }
        ByteBuffer content = value.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        return switch (value.getDtype()) {
            case DT_FLOAT ->
                content.remaining() == 4
                        ? Double.valueOf(content.getFloat())
                        : Double.valueOf(value.getFloatValCount() == 0 ? 0 : value.getFloatVal(0));
            case DT_DOUBLE ->
                content.remaining() == 8
                        ? Double.valueOf(content.getDouble())
                        : Double.valueOf(value.getDoubleValCount() == 0 ? 0 : value.getDoubleVal(0));
            default -> null;
        };
    }
}
