package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.registry.Dtype;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Const nodes and small values. */
final class Constants {

    private Constants() {}

    /** A Const with attrs {@code dtype} and {@code value} alone. */
    static NodeDef node(String name, TensorProto value) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp("Const")
                .putAttr("dtype", type(new Dtype(value.getDtypeValue())))
                .putAttr("value", AttrValue.newBuilder().setTensor(value).build())
                .build();
    }

    /** A type as an attr. */
    static AttrValue type(DataType dtype) {
        return Dtype.of(dtype).attr();
    }

    /** A type as an attr. */
    static AttrValue type(Dtype dtype) {
        return dtype.attr();
    }

    /** A scalar bool. */
    static TensorProto bool(boolean value) {
        return TensorProto.newBuilder()
                .setDtype(DataType.DT_BOOL)
                .setTensorShape(TensorShapeProto.getDefaultInstance())
                .addBoolVal(value)
                .build();
    }

    /** A scalar of int32 or int64. */
    static TensorProto integer(Dtype dtype, long value) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setDtypeValue(dtype.number())
                .setTensorShape(TensorShapeProto.getDefaultInstance());
        return (dtype.is(DataType.DT_INT64) ? tensor.addInt64Val(value) : tensor.addIntVal((int) value)).build();
    }

    /** A scalar of a floating point type as a number; null for anything else. */
    static @Nullable Double number(TensorProto value) {
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
