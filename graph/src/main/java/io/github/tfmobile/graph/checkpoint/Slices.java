package io.github.tfmobile.graph.checkpoint;

import com.google.protobuf.ByteString;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.io.file.ScratchBuffer;
import io.github.tfmobile.graph.tensor.ScratchContent;
import io.github.tfmobile.graph.tensor.TensorContent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.TensorSliceProto;

/** Where the slices of a tensor lie in it, and the tensor put together from them. */
final class Slices {

    /** More slices than anybody partitions into; keeps the comparison of all pairs short. */
    private static final int MOST = 10_000;

    /** As in TensorFlow (tensorflow/core/framework/tensor_shape.h). */
    private static final int MAX_DIMS = 254;

    private final long[] dims;
    private final List<Box> boxes;

    /** One slice: where it starts and how long it is in each dim. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never leaves this class
    private record Box(long[] start, long[] length) {

        long count() {
            long count = 1;
            for (long one : length) {
                count *= one;
            }
            return count;
        }

        boolean overlaps(Box other) {
            for (int d = 0; d < start.length; d++) {
                if (start[d] >= other.start[d] + other.length[d] || other.start[d] >= start[d] + length[d]) {
                    return false;
                }
            }
            return true;
        }
    }

    private Slices(long[] dims, List<Box> boxes) {
        this.dims = dims;
        this.boxes = boxes;
    }

    /**
     * The slices of a tensor, or null where they do not make up the whole of it: one reaches beyond it, two overlap, or
     * something is missing.
     */
    static @Nullable Slices of(TensorShapeProto shape, List<TensorSliceProto> slices) {
        int rank = shape.getDimCount();
        long[] dims = shape.getDimList().stream()
                .mapToLong(TensorShapeProto.Dim::getSize)
                .toArray();
        long total = Elements.count(shape);
        if (total < 0 || slices.size() > MOST || rank > MAX_DIMS) {
            return null;
        }
        List<Box> boxes = new ArrayList<>();
        long covered = 0;
        for (TensorSliceProto slice : slices) {
            // A scalar has one slice without extents.
            if (slice.getExtentCount() != rank) {
                return null;
            }
            long[] start = new long[rank];
            long[] length = new long[rank];
            for (int d = 0; d < rank; d++) {
                TensorSliceProto.Extent extent = slice.getExtent(d);
                start[d] = extent.hasLength() ? extent.getStart() : 0;
                length[d] = extent.hasLength() ? extent.getLength() : dims[d];
                if (start[d] < 0 || length[d] < 0 || start[d] > dims[d] - length[d]) {
                    return null;
                }
            }
            Box box = new Box(start, length);
            covered += box.count();
            boxes.add(box);
        }
        return covered != total || overlap(boxes, rank) ? null : new Slices(dims, boxes);
    }

    /** Whether two slices overlap: each is compared with those that it lies beside in the dim that is cut most often. */
    private static boolean overlap(List<Box> all, int rank) {
        List<Box> boxes = new ArrayList<>(all);
        boxes.removeIf(box -> box.count() == 0);
        if (boxes.size() < 2 || rank == 0) {
            return boxes.size() > 1;
        }
        int dim = mostCut(boxes, rank);
        boxes.sort(Comparator.comparingLong(box -> box.start[dim]));
        List<Box> beside = new ArrayList<>();
        for (Box box : boxes) {
            beside.removeIf(other -> other.start[dim] + other.length[dim] <= box.start[dim]);
            if (beside.stream().anyMatch(box::overlaps)) {
                return true;
            }
            beside.add(box);
        }
        return false;
    }

    private static int mostCut(List<Box> boxes, int rank) {
        int most = 0;
        long cuts = 0;
        for (int d = 0; d < rank; d++) {
            int dim = d;
            long starts =
                    boxes.stream().mapToLong(box -> box.start[dim]).distinct().count();
            if (starts > cuts) {
                cuts = starts;
                most = d;
            }
        }
        return most;
    }

    /** How many elements the slice of that index has. */
    long count(int index) {
        return boxes.get(index).count();
    }

    /** In which order the slices' bytes, strung together, are the whole tensor's; null when there is none. */
    @Nullable
    List<Integer> order() {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < boxes.size(); i++) {
            order.add(i);
        }
        if (boxes.size() > 1) {
            if (!onlyFirstDim()) {
                return null;
            }
            order.sort(Comparator.comparingLong(i -> boxes.get(i).start()[0]));
        }
        return order;
    }

    /**
     * The whole tensor's bytes; copied, unless one slice is all of it.
     *
     * @throws ProblemException if a part cannot be read or is damaged
     */
    TensorContent join(List<TensorContent> parts, int elementSize) throws ProblemException {
        long total = elementSize;
        for (long dim : dims) {
            total *= dim;
        }
        if (parts.size() == 1) {
            return parts.get(0);
        }
        ByteBuffer whole = ScratchBuffer.allocate((int) total);
        for (int i = 0; i < parts.size(); i++) {
            ByteBuffer part = parts.get(i).map();
            runs(
                    boxes.get(i),
                    (from, to, count) -> whole.put(
                            (int) (to * elementSize), part, (int) (from * elementSize), (int) (count * elementSize)));
        }
        return new ScratchContent(whole);
    }

    /** The whole tensor's strings. */
    List<ByteString> joinStrings(List<List<ByteString>> parts) {
        int total = parts.stream().mapToInt(List::size).sum();
        ByteString[] whole = new ByteString[total];
        for (int i = 0; i < parts.size(); i++) {
            List<ByteString> part = parts.get(i);
            runs(boxes.get(i), (from, to, count) -> {
                for (int k = 0; k < count; k++) {
                    whole[(int) to + k] = part.get((int) from + k);
                }
            });
        }
        return List.of(whole);
    }

    private boolean onlyFirstDim() {
        for (Box box : boxes) {
            for (int d = 1; d < dims.length; d++) {
                if (box.length()[d] != dims[d]) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Elements that follow each other in the slice and in the whole. */
    private interface Run {
        void copy(long from, long to, long count);
    }

    private void runs(Box box, Run run) {
        long total = box.count();
        int rank = dims.length;
        if (total == 0) {
            return;
        }
        // The innermost dims that the slice spans as a whole make one run with the next one out.
        int inner = rank - 1;
        while (inner > 0 && box.length()[inner] == dims[inner]) {
            inner--;
        }
        long length = 1;
        for (int d = Math.max(inner, 0); d < rank; d++) {
            length *= box.length()[d];
        }
        long[] index = new long[rank];
        for (long from = 0; from < total; from += length) {
            long to = 0;
            for (int d = 0; d < rank; d++) {
                to = to * dims[d] + box.start()[d] + index[d];
            }
            run.copy(from, to, length);
            for (int d = inner - 1; d >= 0; d--) {
                if (++index[d] < box.length()[d]) {
                    break;
                }
                index[d] = 0;
            }
        }
    }
}
