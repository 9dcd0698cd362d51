package io.github.tfmobile.graph.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.tensorflow.proto.TensorProto;

/** The typed lists of a TensorProto ({@code float_val} and so on) as little-endian elements. */
final class TypedLists {

    private TypedLists() {}

    /** The values that the list of this format holds, no more; empty for strings. */
    static ByteBuffer read(TensorProto proto, ElementFormat format) {
        return switch (format) {
            case FLOAT -> fill(proto.getFloatValCount(), 4, (to, i) -> to.putFloat(proto.getFloatVal(i)));
            case DOUBLE -> fill(proto.getDoubleValCount(), 8, (to, i) -> to.putDouble(proto.getDoubleVal(i)));
            case HALF, BFLOAT16 ->
                fill(proto.getHalfValCount(), 2, (to, i) -> to.putShort((short) proto.getHalfVal(i)));
            case INT8, UINT8 -> fill(proto.getIntValCount(), 1, (to, i) -> to.put((byte) proto.getIntVal(i)));
            case INT16, UINT16 -> fill(proto.getIntValCount(), 2, (to, i) -> to.putShort((short) proto.getIntVal(i)));
            case INT32 -> fill(proto.getIntValCount(), 4, (to, i) -> to.putInt(proto.getIntVal(i)));
            case INT64 -> fill(proto.getInt64ValCount(), 8, (to, i) -> to.putLong(proto.getInt64Val(i)));
            case UINT32 -> fill(proto.getUint32ValCount(), 4, (to, i) -> to.putInt(proto.getUint32Val(i)));
            case UINT64 -> fill(proto.getUint64ValCount(), 8, (to, i) -> to.putLong(proto.getUint64Val(i)));
            case BOOL -> fill(proto.getBoolValCount(), 1, (to, i) -> to.put((byte) (proto.getBoolVal(i) ? 1 : 0)));
            case COMPLEX64 ->
                fill(
                        proto.getScomplexValCount() / 2,
                        8,
                        (to, i) -> to.putFloat(proto.getScomplexVal(2 * i)).putFloat(proto.getScomplexVal(2 * i + 1)));
            case COMPLEX128 ->
                fill(
                        proto.getDcomplexValCount() / 2,
                        16,
                        (to, i) ->
                                to.putDouble(proto.getDcomplexVal(2 * i)).putDouble(proto.getDcomplexVal(2 * i + 1)));
            case BYTE ->
                proto.getFloat8Val().isEmpty()
                        ? fill(proto.getIntValCount(), 1, (to, i) -> to.put((byte) proto.getIntVal(i)))
                        : proto.getFloat8Val().asReadOnlyByteBuffer();
            case STRING -> ByteBuffer.allocate(0);
        };
    }

    private interface Put {
        void element(ByteBuffer to, int i);
    }

    private static ByteBuffer fill(int count, int bytes, Put put) {
        ByteBuffer to = ByteBuffer.allocate(Math.multiplyExact(count, bytes)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            put.element(to, i);
        }
        return to.flip();
    }
}
