package io.github.tfmobile.graph.op.array;

import io.github.tfmobile.graph.evaluate.kernel.Dims;
import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.evaluate.kernel.OpKernelContext;
import io.github.tfmobile.graph.op.entry.OpEntry;
import io.github.tfmobile.graph.op.entry.OpFamily;
import io.github.tfmobile.graph.shape.InferenceContext;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.shape.TensorFact;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Ops that look elements up by index or by size, or put them in their places (tensorflow/core/kernels/gather_op.cc, gather_nd_op.cc). */
public final class GatherOps implements OpFamily {

    @Override
    public @Nullable OpEntry entry(String op) {
        return switch (op) {
            case "Gather" -> OpEntry.shaped(call -> gathered(call, 0L, 0)).computing(call -> gather(call, 0, 0));
            case "GatherV2" ->
                OpEntry.shaped(call -> gathered(call, call.value(2), call.integer("batch_dims", 0)))
                        .computing(call -> gather(call, call.scalar(2), call.integer("batch_dims", 0)));
            case "GatherNd" -> OpEntry.shaped(GatherOps::gatheredNd).computing(GatherOps::gatherNd);
            case "ScatterNd" -> OpEntry.shaped(call -> call.asShape(2)).computing(GatherOps::scatterNd);
            case "SparseToDense" -> OpEntry.shaped(call -> call.asShape(1));
            case "TensorScatterUpdate" -> OpEntry.unchanged().computing(GatherOps::update);
            case "TensorScatterAdd", "TensorScatterSub" -> OpEntry.unchanged();
            case "InvertPermutation" -> OpEntry.unchanged().computing(GatherOps::invert);
            case "TopK" -> OpEntry.of(call -> largest(call, call.integer("k", -1)));
            case "TopKV2" -> OpEntry.of(call -> largest(call, call.value(1)));
            default -> null;
        };
    }

    private static PartialShape gathered(InferenceContext call, @Nullable Long along, long batch) {
        PartialShape params = call.shape(0);
        PartialShape indices = call.shape(1);
        if (!params.hasRank() || !indices.hasRank() || batch != 0) {
            return PartialShape.unknown();
        }
        Integer axis = along == null ? null : params.axis(along);
        int rank = params.rank() - 1 + indices.rank();
        if (axis == null) {
            return rank < 0 ? PartialShape.unknown() : PartialShape.ofRank(rank);
        }
        long[] dims = new long[rank];
        for (int i = 0; i < rank; i++) {
            dims[i] = i < axis
                    ? params.dim(i)
                    : i < axis + indices.rank() ? indices.dim(i - axis) : params.dim(i - indices.rank() + 1);
        }
        return PartialShape.of(dims);
    }

    private static PartialShape gatheredNd(InferenceContext call) {
        PartialShape params = call.shape(0);
        PartialShape indices = call.shape(1);
        long depth = indices.rank() > 0 ? indices.dim(-1) : -1;
        if (!params.hasRank() || depth < 0 || depth > params.rank()) {
            return PartialShape.unknown();
        }
        long[] dims = Arrays.copyOf(indices.dims(), indices.rank() - 1 + params.rank() - (int) depth);
        for (int i = (int) depth; i < params.rank(); i++) {
            dims[indices.rank() - 1 + i - (int) depth] = params.dim(i);
        }
        return PartialShape.of(dims);
    }

    private static List<TensorFact> largest(InferenceContext call, @Nullable Long count) {
        TensorFact each = TensorFact.of(call.shape(0).with(-1, count == null ? -1 : count));
        return List.of(each, each);
    }

    private static List<Tensor> gather(OpKernelContext call, long along, long batchDims) throws NotComputableException {
        Tensor params = call.input(0);
        Tensor indices = call.input(1);
        call.require(indices.format().isInteger());
        int batch = batchDims == 0 ? 0 : (int) (batchDims < 0 ? batchDims + indices.rank() : batchDims);
        int axis = Dims.axis(along, params.rank());
        call.require(batch >= 0 && batch <= indices.rank() && batch <= axis);
        for (int i = 0; i < batch; i++) {
            call.require(params.dim(i) == indices.dim(i));
        }
        long[] dims = new long[params.rank() - 1 + indices.rank() - batch];
        int used = 0;
        for (int i = 0; i < axis; i++) {
            dims[used++] = params.dim(i);
        }
        for (int i = batch; i < indices.rank(); i++) {
            dims[used++] = indices.dim(i);
        }
        for (int i = axis + 1; i < params.rank(); i++) {
            dims[used++] = params.dim(i);
        }
        Tensor.Builder output = call.output(params.dtype(), dims);
        int batches = Dims.product(params.dims(), 0, batch);
        int outer = Dims.product(params.dims(), batch, axis);
        int rows = (int) params.dim(axis);
        int inner = Dims.product(params.dims(), axis + 1, params.rank());
        int looked = Dims.product(indices.dims(), batch, indices.rank());
        int at = 0;
        for (int b = 0; b < batches; b++) {
            for (int o = 0; o < outer; o++) {
                for (int i = 0; i < looked; i++) {
                    long row = indices.getLong(b * looked + i);
                    call.require(row >= 0 && row < rows);
                    int from = ((b * outer + o) * rows + (int) row) * inner;
                    for (int j = 0; j < inner; j++) {
                        output.copyBits(at++, params, from + j);
                    }
                }
            }
        }
        return List.of(output.build());
    }

    private static List<Tensor> gatherNd(OpKernelContext call) throws NotComputableException {
        Tensor params = call.input(0);
        Tensor indices = call.input(1);
        call.require(indices.format().isInteger() && indices.rank() > 0);
        int depth = (int) indices.dim(indices.rank() - 1);
        call.require(depth <= params.rank());
        long[] dims = new long[indices.rank() - 1 + params.rank() - depth];
        System.arraycopy(indices.dims(), 0, dims, 0, indices.rank() - 1);
        System.arraycopy(params.dims(), depth, dims, indices.rank() - 1, params.rank() - depth);
        Tensor.Builder output = call.output(params.dtype(), dims);
        int size = Dims.product(params.dims(), depth, params.rank());
        int count = Dims.product(indices.dims(), 0, indices.rank() - 1);
        for (int i = 0; i < count && size > 0; i++) {
            int from = place(call, indices, i, depth, params.dims()) * size;
            for (int j = 0; j < size; j++) {
                output.copyBits(i * size + j, params, from + j);
            }
        }
        return List.of(output.build());
    }

    private static int place(OpKernelContext call, Tensor indices, int row, int depth, long[] dims)
            throws NotComputableException {
        int place = 0;
        for (int d = 0; d < depth; d++) {
            long index = indices.getLong(row * depth + d);
            call.require(index >= 0 && index < dims[d]);
            place = place * (int) dims[d] + (int) index;
        }
        return place;
    }

    private static List<Tensor> scatterNd(OpKernelContext call) throws NotComputableException {
        Tensor indices = call.input(0);
        Tensor updates = call.input(1);
        long[] dims = call.vector(2);
        call.require(indices.format().isInteger() && indices.rank() > 0);
        call.require(updates.format().isInteger());
        int depth = (int) indices.dim(indices.rank() - 1);
        call.require(depth <= dims.length);
        Tensor.Builder output = call.output(updates.dtype(), dims);
        int size = Dims.product(dims, depth, dims.length);
        int count = Dims.product(indices.dims(), 0, indices.rank() - 1);
        call.require(updates.elements() == (long) count * size);
        long[] sums = new long[output.elements()];
        for (int i = 0; i < count && size > 0; i++) {
            int to = place(call, indices, i, depth, dims) * size;
            for (int j = 0; j < size; j++) {
                sums[to + j] += updates.getLong(i * size + j);
            }
        }
        for (int i = 0; i < sums.length; i++) {
            output.setLong(i, sums[i]);
        }
        return List.of(output.build());
    }

    /** Where an index comes twice, TensorFlow lets any of the updates win; that is not computed. */
    private static List<Tensor> update(OpKernelContext call) throws NotComputableException {
        Tensor input = call.input(0);
        Tensor indices = call.input(1);
        Tensor updates = call.input(2);
        call.require(indices.format().isInteger() && indices.rank() > 0 && updates.format() == input.format());
        int depth = (int) indices.dim(indices.rank() - 1);
        call.require(depth <= input.rank());
        Tensor.Builder output = call.output(input.dtype(), input.dims());
        for (int i = 0; i < output.elements(); i++) {
            output.copyBits(i, input, i);
        }
        int size = Dims.product(input.dims(), depth, input.rank());
        int count = Dims.product(indices.dims(), 0, indices.rank() - 1);
        call.require(updates.elements() == (long) count * size);
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < count && size > 0; i++) {
            int to = place(call, indices, i, depth, input.dims()) * size;
            call.require(seen.add(to));
            for (int j = 0; j < size; j++) {
                output.copyBits(to + j, updates, i * size + j);
            }
        }
        return List.of(output.build());
    }

    private static List<Tensor> invert(OpKernelContext call) throws NotComputableException {
        long[] order = call.vector(0);
        Tensor.Builder output = call.output(call.input(0).dtype(), order.length);
        boolean[] seen = new boolean[order.length];
        for (int i = 0; i < order.length; i++) {
            call.require(order[i] >= 0 && order[i] < order.length && !seen[(int) order[i]]);
            seen[(int) order[i]] = true;
            output.setLong((int) order[i], i);
        }
        return List.of(output.build());
    }
}
