package io.github.tfmobile.graph.freeze;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.github.tfmobile.graph.TensorShapes;
import java.nio.ByteBuffer;
import java.util.List;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/** Cuts a part out of a tensor. */
final class SliceCut {

    /** From so many bytes on a row is worth a reference instead of a copy. */
    private static final int LONG_ROW = 4096;

    private SliceCut() {}

    /**
     * The part of a tensor with {@code tensor_content} or {@code string_val}. Rows that lie together stay slices of what
     * the tensor's bytes are slices of.
     */
    static TensorProto cut(TensorProto tensor, TensorSlice slice) {
        List<Long> full = slice.full();
        int inner = full.size() - 1;
        // Dims behind the last one that is cut are whole: their elements lie together.
        while (inner > 0 && slice.sizes().get(inner).equals(full.get(inner))) {
            inner--;
        }
        long row = slice.sizes().get(inner);
        long stride = 1;
        for (int dim = inner + 1; dim < full.size(); dim++) {
            row *= full.get(dim);
            stride *= full.get(dim);
        }
        boolean strings = tensor.getDtype() == DataType.DT_STRING;
        long elements = full.stream().reduce(1L, (a, b) -> a * b);
        long width = strings || elements == 0 ? 1 : tensor.getTensorContent().size() / elements;
        TensorProto.Builder result = tensor.toBuilder()
                .setTensorShape(TensorShapes.of(slice.sizes()))
                .clearTensorContent()
                .clearStringVal();
        long rows = slice.count() == 0 ? 0 : slice.count() / row;
        // Many short pieces are copied, outside the heap; few long ones stay where they are.
        ByteBuffer copy = rows > 1 && row * width < LONG_ROW && !strings
                ? ByteBuffer.allocateDirect(Math.toIntExact(slice.count() * width))
                : ByteBuffer.allocate(0);
        ByteString content = ByteString.EMPTY;
        for (long i = 0; i < rows; i++) {
            long rest = i;
            long offset = slice.starts().get(inner) * stride;
            long step = stride * full.get(inner);
            for (int dim = inner - 1; dim >= 0; dim--) {
                long size = slice.sizes().get(dim);
                offset += (slice.starts().get(dim) + rest % size) * step;
                rest /= size;
                step *= full.get(dim);
            }
            if (strings) {
                result.addAllStringVal(tensor.getStringValList().subList((int) offset, (int) (offset + row)));
            } else {
                ByteString piece =
                        tensor.getTensorContent().substring((int) (offset * width), (int) ((offset + row) * width));
                if (copy.capacity() > 0) {
                    piece.copyTo(copy);
                } else {
                    content = content.concat(piece);
                }
            }
        }
        if (copy.capacity() > 0) {
            content = UnsafeByteOperations.unsafeWrap(copy.flip());
        }
        return result.setTensorContent(content).build();
    }
}
