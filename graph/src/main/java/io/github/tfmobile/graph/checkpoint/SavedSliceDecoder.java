package io.github.tfmobile.graph.checkpoint;

import com.google.protobuf.ByteString;
import com.google.protobuf.WireFormat;
import io.github.tfmobile.graph.io.MalformedException;
import io.github.tfmobile.graph.io.WireReader;
import io.github.tfmobile.graph.io.file.MappedFile;
import io.github.tfmobile.graph.io.file.ScratchBuffer;
import io.github.tfmobile.graph.tensor.FileContent;
import io.github.tfmobile.graph.tensor.ScratchContent;
import io.github.tfmobile.graph.tensor.TensorContent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/**
 * The values of a slice in a V1 checkpoint, which is a TensorProto with typed lists
 * (tensorflow/core/util/saved_tensor_slice_util.h). Lists of floats lie in the file as the tensor does and are not
 * copied; integers are varints there and are unpacked.
 */
final class SavedSliceDecoder {

    private SavedSliceDecoder() {}

    /**
     * The little-endian bytes of a slice.
     *
     * @param file where the serialized TensorProto lies, if it does not lie on the heap
     * @param value the serialized TensorProto
     * @param offset where in the file it is
     */
    static TensorContent bytes(MappedFile file, ByteBuffer value, long offset, int dtype, long count)
            throws MalformedException {
        int size = Elements.size(dtype);
        long expected = count * size;
        int wanted = field(dtype);
        boolean fixed = dtype == DataType.DT_FLOAT_VALUE
                || dtype == DataType.DT_DOUBLE_VALUE
                || dtype == DataType.DT_COMPLEX64_VALUE
                || dtype == DataType.DT_COMPLEX128_VALUE;
        ByteBuffer out = null;
        WireReader fields = new WireReader(value, offset);
        while (fields.next()) {
            boolean content = fields.number() == TensorProto.TENSOR_CONTENT_FIELD_NUMBER && fields.length() > 0;
            if (!content && fields.number() != wanted) {
                continue;
            }
            if (fields.isDelimited() && (fixed || content) && fields.length() == expected && out == null) {
                return fields.value().isDirect()
                        ? FileContent.of(file, fields.valueOffset(), fields.length())
                        : new ScratchContent(offHeap(fields.value()));
            }
            if (out == null) {
                // Every number takes a byte at least, so a lie about the count is found before memory is taken.
                if (count > value.limit()) {
                    throw wrongCount(count, offset);
                }
                out = ScratchBuffer.allocate((int) expected).order(ByteOrder.LITTLE_ENDIAN);
            }
            if (content || (fixed && fields.isDelimited())) {
                if (fields.length() > out.remaining()) {
                    throw wrongCount(count, fields.offset());
                }
                out.put(fields.value());
            } else if (fields.isDelimited()) {
                WireReader numbers = fields.inner();
                while (!numbers.atEnd()) {
                    put(out, numbers.varint(), size, count, fields.offset());
                }
            } else {
                int width = fields.wireType() == WireFormat.WIRETYPE_FIXED32
                        ? 4
                        : fields.wireType() == WireFormat.WIRETYPE_FIXED64 ? 8 : size;
                put(out, fields.number64(), width, count, fields.offset());
            }
        }
        if (out == null && expected == 0) {
            return new ScratchContent(ByteBuffer.allocate(0));
        }
        if (out == null || out.hasRemaining()) {
            throw wrongCount(count, offset);
        }
        return new ScratchContent(out.flip());
    }

    /** What was uncompressed to the heap does not stay there. */
    private static ByteBuffer offHeap(ByteBuffer value) {
        return ScratchBuffer.allocate(value.remaining()).put(value).flip();
    }

    /** The strings of a slice. */
    static List<ByteString> strings(ByteBuffer value, long offset, long count) throws MalformedException {
        List<ByteString> strings = new ArrayList<>();
        WireReader fields = new WireReader(value, offset);
        while (fields.next()) {
            if (fields.number() == TensorProto.STRING_VAL_FIELD_NUMBER && fields.isDelimited()) {
                strings.add(ByteString.copyFrom(fields.value()));
            }
        }
        if (strings.size() != count) {
            throw wrongCount(count, offset);
        }
        return strings;
    }

    private static void put(ByteBuffer out, long number, int size, long count, long offset) throws MalformedException {
        if (out.remaining() < size) {
            throw wrongCount(count, offset);
        }
        switch (size) {
            case 1 -> out.put((byte) number);
            case 2 -> out.putShort((short) number);
            case 4 -> out.putInt((int) number);
            default -> out.putLong(number);
        }
    }

    private static MalformedException wrongCount(long count, long offset) {
        return new MalformedException("it does not hold the " + count + " values of its shape", offset);
    }

    private static int field(int dtype) {
        return switch (dtype) {
            case DataType.DT_FLOAT_VALUE -> TensorProto.FLOAT_VAL_FIELD_NUMBER;
            case DataType.DT_DOUBLE_VALUE -> TensorProto.DOUBLE_VAL_FIELD_NUMBER;
            case DataType.DT_COMPLEX64_VALUE -> TensorProto.SCOMPLEX_VAL_FIELD_NUMBER;
            case DataType.DT_COMPLEX128_VALUE -> TensorProto.DCOMPLEX_VAL_FIELD_NUMBER;
            case DataType.DT_INT64_VALUE -> TensorProto.INT64_VAL_FIELD_NUMBER;
            case DataType.DT_BOOL_VALUE -> TensorProto.BOOL_VAL_FIELD_NUMBER;
            case DataType.DT_HALF_VALUE, DataType.DT_BFLOAT16_VALUE -> TensorProto.HALF_VAL_FIELD_NUMBER;
            case DataType.DT_UINT32_VALUE -> TensorProto.UINT32_VAL_FIELD_NUMBER;
            case DataType.DT_UINT64_VALUE -> TensorProto.UINT64_VAL_FIELD_NUMBER;
            default -> TensorProto.INT_VAL_FIELD_NUMBER;
        };
    }
}
