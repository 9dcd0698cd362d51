package io.github.tfmobile.graph.op.array;

import io.github.tfmobile.graph.evaluate.kernel.Dims;
import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.evaluate.kernel.OpKernelContext;
import io.github.tfmobile.graph.op.entry.OpEntry;
import io.github.tfmobile.graph.op.entry.OpFamily;
import io.github.tfmobile.graph.shape.InferenceContext;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.shape.Refusals;
import io.github.tfmobile.graph.shape.TensorFact;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;

/** Ops that join tensors (tensorflow/core/kernels/concat_op.cc, pack_op.cc, dynamic_stitch_op.cc). */
public final class JoinOps implements OpFamily {

    @Override
    public @Nullable OpEntry entry(String op) {
        return switch (op) {
            case "Concat" ->
                OpEntry.shaped(call ->
                                joined(call, call.value(0), 1, call.inputs().size()))
                        .refusing(call ->
                                refuses(call, call.value(0), 1, call.inputs().size()))
                        .computing(call -> concat(call, call.inputs(1, call.inputs()), call.scalar(0)));
            case "ConcatV2" ->
                OpEntry.of(JoinOps::concatenated)
                        .refusing(call ->
                                refuses(call, last(call), 0, call.inputs().size() - 1))
                        .computing(call ->
                                concat(call, call.inputs(0, call.inputs() - 1), call.scalar(call.inputs() - 1)));
            case "Pack" ->
                OpEntry.of(JoinOps::packed)
                        .refusing(call -> Refusals.same(call, 0, call.inputs().size()))
                        .computing(JoinOps::pack);
            case "ConcatOffset" -> OpEntry.of(JoinOps::ofEach).computing(JoinOps::offsets);
            case "ParallelConcat" ->
                OpEntry.shaped(call -> call.shapeAttr("shape"))
                        .computing(call -> concat(call, call.inputs(0, call.inputs()), 0));
            case "DynamicStitch", "ParallelDynamicStitch" ->
                OpEntry.shaped(JoinOps::stitched).computing(JoinOps::stitch);
            default -> null;
        };
    }

    private static List<TensorFact> ofEach(InferenceContext call) {
        return call.inputs().stream()
                .skip(1)
                .map(shape -> TensorFact.of(shape.shape()))
                .toList();
    }

    /** As many slices as the largest index says, of the shape that is left of the data behind the indices. */
    private static PartialShape stitched(InferenceContext call) {
        int count = call.inputs().size() / 2;
        PartialShape slice = PartialShape.unknown();
        long rows = 0;
        for (int i = 0; i < count; i++) {
            PartialShape indices = call.shape(i);
            PartialShape data = call.shape(count + i);
            if (indices.hasRank() && data.rank() >= indices.rank()) {
                slice = slice.merge(PartialShape.of(Arrays.copyOfRange(data.dims(), indices.rank(), data.rank())));
            }
            long[] values = call.exact(i) ? call.values(i) : null;
            for (int k = 0; values != null && k < values.length; k++) {
                rows = rows < 0 ? rows : Math.max(rows, values[k] + 1);
            }
            rows = values == null ? -1 : rows;
        }
        return slice.inserted(0L, rows);
    }

    private static @Nullable Long last(InferenceContext call) {
        return call.value(call.inputs().size() - 1);
    }

    private static PartialShape joined(InferenceContext call, @Nullable Long along, int from, int to) {
        PartialShape shape = PartialShape.unknown();
        for (int i = from; i < to; i++) {
            shape = shape.hasRank() ? shape : call.shape(i);
        }
        Integer axis = along == null ? null : shape.axis(along);
        if (axis == null) {
            return shape.withUnknownDims();
        }
        long sum = 0;
        for (int i = from; i < to; i++) {
            PartialShape part = call.shape(i);
            sum = sum < 0 || part.dim(axis) < 0 ? -1 : sum + part.dim(axis);
            shape = shape.with(axis, -1).merge(part.with(axis, -1));
        }
        return shape.with(axis, sum);
    }

    private static @Nullable String refuses(InferenceContext call, @Nullable Long along, int from, int to) {
        PartialShape first = PartialShape.unknown();
        for (int i = from; i < to && along != null; i++) {
            PartialShape part = call.shape(i);
            Integer axis = part.axis(along);
            if (part.hasRank() && axis == null) {
                return part + " has no dim " + along;
            }
            if (axis != null && Refusals.together(first, part.with(axis, -1), "") != null) {
                return first + " and " + part + " cannot be joined in dim " + along;
            }
            first = axis == null ? first : first.hasRank() ? first.merge(part.with(axis, -1)) : part.with(axis, -1);
        }
        return null;
    }

    /** Of vectors of integers, which are mostly parts of a shape, the elements are followed. */
    private static List<TensorFact> concatenated(InferenceContext call) {
        List<Long> all = new ArrayList<>();
        boolean exact = true;
        for (int i = 0; i < call.inputs().size() - 1; i++) {
            TensorFact input = call.inputs().get(i);
            long[] values = input.values();
            if (values == null || input.shape().rank() != 1) {
                return List.of(
                        TensorFact.of(joined(call, last(call), 0, call.inputs().size() - 1)));
            }
            Arrays.stream(values).forEach(all::add);
            exact &= input.exact();
        }
        long[] values = all.stream().mapToLong(Long::longValue).toArray();
        return List.of(new TensorFact(PartialShape.of(values.length), values, exact));
    }

    private static List<TensorFact> packed(InferenceContext call) {
        PartialShape part = PartialShape.unknown();
        long[] values = new long[call.inputs().size()];
        boolean exact = true;
        for (int i = 0; i < values.length; i++) {
            TensorFact input = call.inputs().get(i);
            part = part.merge(input.shape());
            long[] value = input.values();
            values[i] = value == null || value.length != 1 ? -1 : value[0];
            exact &= input.exact();
        }
        boolean scalars = part.rank() == 0; // as one of them is, all are
        PartialShape shape = part.inserted(call.integer("axis", 0), values.length);
        return List.of(scalars ? new TensorFact(shape, values, exact) : TensorFact.of(shape));
    }

    private static List<Tensor> concat(OpKernelContext call, List<Tensor> parts, long along)
            throws NotComputableException {
        call.require(!parts.isEmpty());
        Tensor first = parts.get(0);
        int axis = Dims.axis(along, first.rank());
        long[] dims = first.dims();
        dims[axis] = 0;
        for (Tensor part : parts) {
            call.require(part.rank() == first.rank() && part.dtype().equals(first.dtype()));
            for (int i = 0; i < dims.length; i++) {
                call.require(i == axis || part.dim(i) == dims[i]);
            }
            dims[axis] += part.dim(axis);
        }
        Tensor.Builder output = call.output(first.dtype(), dims);
        int outer = Dims.product(dims, 0, axis);
        int inner = Dims.product(dims, axis + 1, dims.length);
        int row = (int) dims[axis] * inner;
        int done = 0;
        for (Tensor part : parts) {
            int own = (int) part.dim(axis) * inner;
            for (int o = 0; o < outer; o++) {
                for (int i = 0; i < own; i++) {
                    output.copyBits(o * row + done + i, part, o * own + i);
                }
            }
            done += own;
        }
        return List.of(output.build());
    }

    private static List<Tensor> pack(OpKernelContext call) throws NotComputableException {
        List<Tensor> parts = new ArrayList<>();
        long axis = call.integer("axis", 0);
        for (Tensor part : call.inputs(0, call.inputs())) {
            int at = Dims.axis(axis, part.rank() + 1);
            long[] dims = new long[part.rank() + 1];
            for (int i = 0; i < dims.length; i++) {
                dims[i] = i == at ? 1 : part.dim(i < at ? i : i - 1);
            }
            parts.add(part.reshaped(dims));
        }
        return concat(call, parts, axis);
    }

    private static List<Tensor> offsets(OpKernelContext call) throws NotComputableException {
        long[] first = call.vector(1);
        int axis = Dims.axis(call.scalar(0), first.length);
        List<Tensor> offsets = new ArrayList<>();
        long offset = 0;
        for (int i = 1; i < call.inputs(); i++) {
            long[] shape = call.vector(i);
            call.require(shape.length == first.length);
            for (int d = 0; d < shape.length; d++) {
                call.require(d == axis || shape[d] == first[d]);
            }
            Tensor.Builder output = call.output(call.input(i).dtype(), shape.length);
            output.setLong(axis, offset);
            offset += shape[axis];
            offsets.add(output.build());
        }
        return offsets;
    }

    private static List<Tensor> stitch(OpKernelContext call) throws NotComputableException {
        int count = call.inputs() / 2;
        call.require(count > 0 && call.inputs() == 2 * count);
        Tensor firstIndices = call.input(0);
        Tensor firstData = call.input(count);
        long[] slice = new long[firstData.rank() - firstIndices.rank()];
        for (int i = 0; i < slice.length; i++) {
            slice[i] = firstData.dim(firstIndices.rank() + i);
        }
        long rows = 0;
        for (int n = 0; n < count; n++) {
            Tensor indices = call.input(n);
            Tensor data = call.input(count + n);
            call.require(indices.dtype().is(DataType.DT_INT32) && data.dtype().equals(firstData.dtype()));
            call.require(data.rank() == indices.rank() + slice.length);
            for (int i = 0; i < data.rank(); i++) {
                call.require(data.dim(i) == (i < indices.rank() ? indices.dim(i) : slice[i - indices.rank()]));
            }
            for (int i = 0; i < indices.elements(); i++) {
                call.require(indices.getLong(i) >= 0);
                rows = Math.max(rows, indices.getLong(i) + 1);
            }
        }
        long[] dims = new long[slice.length + 1];
        dims[0] = rows;
        System.arraycopy(slice, 0, dims, 1, slice.length);
        Tensor.Builder output = call.output(firstData.dtype(), dims);
        int size = Dims.product(slice);
        boolean[] written = new boolean[(int) rows];
        for (int n = 0; n < count; n++) {
            Tensor indices = call.input(n);
            for (int i = 0; i < indices.elements(); i++) {
                int row = (int) indices.getLong(i);
                written[row] = true;
                for (int j = 0; j < size; j++) {
                    output.copyBits(row * size + j, call.input(count + n), i * size + j);
                }
            }
        }
        for (boolean row : written) {
            call.require(row); // TensorFlow leaves the others undefined
        }
        return List.of(output.build());
    }
}
