package io.github.tfmobile.graph.controlflow;

import com.google.protobuf.ByteString;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorProto;

/** The one element of a tensor. */
final class ScalarValues {

    private ScalarValues() {}

    /** Whether a scalar counts as true; null for what is no scalar (tensorflow/core/kernels/functional_ops.cc, ToBool). */
    static @Nullable Boolean condition(TensorProto tensor) {
        if (tensor.getTensorShape().getDimCount() > 0) {
            return null;
        }
        ByteString content = tensor.getTensorContent();
        switch (tensor.getDtype()) {
            case DT_BOOL, DT_INT32, DT_INT64, DT_INT8, DT_INT16, DT_UINT8, DT_UINT16 -> {
                Integer value = integer(tensor);
                return value == null ? null : Boolean.valueOf(value != 0);
            }
            case DT_FLOAT -> {
                return content.size() == 4
                        ? Boolean.valueOf(content.asReadOnlyByteBuffer()
                                        .order(ByteOrder.LITTLE_ENDIAN)
                                        .getFloat()
                                != 0)
                        : Boolean.valueOf(tensor.getFloatValCount() > 0 && tensor.getFloatVal(0) != 0);
            }
            case DT_STRING -> {
                return tensor.getStringValCount() > 0 && !tensor.getStringVal(0).isEmpty();
            }
            default -> {
                return null;
            }
        }
    }

    /** A scalar integer, clamped to an int; null when it has no element. */
    static @Nullable Integer integer(TensorProto tensor) {
        ByteString content = tensor.getTensorContent();
        if (!content.isEmpty() && content.size() <= 8) {
            long value = content.byteAt(content.size() - 1);
            for (int i = content.size() - 2; i >= 0; i--) {
                value = (value << 8) | (content.byteAt(i) & 0xFF);
            }
            return clamp(value);
        }
        if (tensor.getBoolValCount() > 0) {
            return tensor.getBoolVal(0) ? 1 : 0;
        }
        if (tensor.getInt64ValCount() > 0) {
            return clamp(tensor.getInt64Val(0));
        }
        return tensor.getIntValCount() > 0 ? Integer.valueOf(tensor.getIntVal(0)) : Integer.valueOf(0);
    }

    private static int clamp(long value) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
    }
}
