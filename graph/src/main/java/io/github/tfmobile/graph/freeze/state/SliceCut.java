package io.github.tfmobile.graph.freeze.state;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.io.file.ScratchBuffer;
import io.github.tfmobile.graph.tensor.FileContent;
import io.github.tfmobile.graph.tensor.ScratchContent;
import io.github.tfmobile.graph.tensor.TensorContent;
import io.github.tfmobile.graph.tensor.TensorShapes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/** Cuts a part out of a tensor. */
final class SliceCut {

    /** From so many bytes on a row is worth a reference instead of a copy. */
    private static final int LONG_ROW = 4096;

    private SliceCut() {}

    /**
     * The part of a tensor with {@code tensor_content} or {@code string_val}. Long rows stay where the tensor lies.
     *
     * @throws ProblemException if its bytes cannot be read or are damaged
     */
    static TensorProto cut(TensorProto tensor, TensorSlice slice) throws ProblemException {
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
        TensorContent whole = TensorContent.of(tensor);
        long width = strings || elements == 0 ? 1 : TensorContent.contentSize(tensor) / elements;
        TensorProto.Builder result = tensor.toBuilder()
                .setTensorShape(TensorShapes.of(slice.sizes()))
                .clearTensorContent()
                .clearStringVal();
        long rows = slice.count() == 0 ? 0 : slice.count() / row;
        // Many short pieces are copied; few long ones stay where they are.
        boolean copied = !strings && !(whole instanceof FileContent && (rows == 1 || row * width >= LONG_ROW));
        ByteBuffer copy = ScratchBuffer.allocate(copied ? Math.toIntExact(slice.count() * width) : 0);
        ByteBuffer from = copied && rows > 0 ? whole.map() : copy;
        List<FileContent.Part> pieces = new ArrayList<>();
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
                int start = (int) (offset * width);
                int length = (int) (row * width);
                if (whole instanceof FileContent file && !copied) {
                    pieces.addAll(file.slice(start, length).parts());
                } else {
                    copy.put(from.slice(start, length));
                }
            }
        }
        if (strings) {
            return result.build();
        }
        TensorContent content = copied ? new ScratchContent(copy.flip()) : new FileContent(pieces);
        return content.putInto(result).build();
    }
}
