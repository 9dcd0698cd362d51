package io.github.tfmobile.graph.op.array;

import io.github.tfmobile.graph.evaluate.kernel.Dims;
import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.evaluate.kernel.OpKernelContext;
import io.github.tfmobile.graph.op.entry.OpEntry;
import io.github.tfmobile.graph.op.entry.OpFamily;
import io.github.tfmobile.graph.shape.InferenceContext;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.shape.Refusals;
import io.github.tfmobile.graph.shape.SliceMasks;
import io.github.tfmobile.graph.shape.SliceSpec;
import io.github.tfmobile.graph.shape.TensorFact;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ops that take parts of a tensor (tensorflow/core/kernels/slice_op.cc, strided_slice_op.cc, split_op.cc). */
public final class SliceOps implements OpFamily {

    @Override
    public @Nullable OpEntry entry(String op) {
        return switch (op) {
            case "Slice" ->
                OpEntry.shaped(SliceOps::sliced)
                        .refusing(SliceOps::refusesSlice)
                        .computing(SliceOps::slice);
            case "StridedSlice" ->
                OpEntry.of(SliceOps::stridedSliced)
                        .refusing(SliceOps::refusesStridedSlice)
                        .computing(SliceOps::stridedSlice);
            case "Split" ->
                OpEntry.of(SliceOps::splitted)
                        .refusing(call -> refusesSplit(call.shape(1), call.value(0), call.outputs()))
                        .computing(SliceOps::split);
            case "SplitV" -> OpEntry.of(SliceOps::splittedV).computing(SliceOps::splitV);
            case "Unpack" ->
                OpEntry.of(SliceOps::unpacked).refusing(SliceOps::refusesUnpack).computing(SliceOps::unpack);
            default -> null;
        };
    }

    private static PartialShape sliced(InferenceContext call) {
        PartialShape in = call.shape(0);
        long[] begin = call.values(1);
        long[] size = call.values(2);
        if (size == null || !call.exact(2)) {
            return in.withUnknownDims();
        }
        long[] dims = size.clone();
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] < 0) {
                dims[i] = begin == null || !call.exact(1) || in.dim(i) < 0 ? -1 : in.dim(i) - begin[i];
            }
        }
        return PartialShape.of(dims);
    }

    private static @Nullable String refusesSlice(InferenceContext call) {
        PartialShape input = call.shape(0);
        String refusal = Refusals.ofRank(call, 1, 1);
        long[] begin = call.exact(1) ? call.values(1) : null;
        long[] size = call.exact(2) ? call.values(2) : null;
        for (int i = 0; refusal == null && begin != null && i < begin.length; i++) {
            long length = size == null || i >= size.length || size[i] < 0 ? 0 : size[i];
            if (input.dim(i) >= 0 && begin[i] + length > input.dim(i)) {
                return input + " has less than " + (begin[i] + length) + " elements in dim " + i;
            }
        }
        return refusal;
    }

    private static List<TensorFact> stridedSliced(InferenceContext call) {
        PartialShape in = call.shape(0);
        long[] begin = call.values(1);
        long[] end = call.values(2);
        long[] stride = call.values(3);
        if (begin == null || end == null || stride == null || !call.exact(3)) {
            return List.of(TensorFact.UNKNOWN);
        }
        boolean exactly = call.exact(1) && call.exact(2);
        SliceMasks masks = SliceMasks.of(call);
        long[] dims = in.hasRank() ? in.dims().clone() : null;
        if (dims != null && !exactly) {
            begin = begin.clone();
            dims = withoutUnknown(dims, begin, end, masks);
        }
        SliceSpec slice = dims == null ? null : SliceSpec.resolve(dims, begin, end, stride, masks);
        if (slice == null) {
            return List.of(TensorFact.UNKNOWN);
        }
        PartialShape shape = PartialShape.of(slice.result());
        long[] values = call.values(0);
        if (!exactly || values == null || in.rank() != 1 || slice.processed()[0] < 0 || shape.rank() > 1) {
            return List.of(TensorFact.of(shape));
        }
        long[] taken = new long[(int) slice.processed()[0]];
        boolean exact = call.exact(0);
        boolean known = true;
        for (int i = 0; i < taken.length; i++) {
            taken[i] = values[(int) (slice.begin()[0] + i * slice.stride()[0])];
            known &= taken[i] >= 0;
        }
        return List.of(new TensorFact(shape, taken, exact || known));
    }

    /**
     * The dims of which something can be said though not all of the bounds are known: a single index drops its dim
     * whatever it is, a bound that does not count need not be known, any other makes the dim unknown.
     */
    private static long @Nullable [] withoutUnknown(long[] dims, long[] begin, long[] end, SliceMasks masks) {
        if (masks.ellipsis() != 0
                || masks.newAxis() != 0
                || begin.length > Math.min(dims.length, Long.SIZE)
                || end.length != begin.length) {
            return null;
        }
        for (int i = 0; i < begin.length; i++) {
            long bit = 1L << i;
            boolean from = begin[i] >= 0 || (masks.begin() & bit) != 0;
            boolean to = end[i] >= 0 || (masks.end() & bit) != 0;
            if ((masks.shrink() & bit) != 0) {
                begin[i] = Math.max(begin[i], 0);
            } else if (!from || !to) {
                dims[i] = -1;
            }
        }
        return dims;
    }

    private static @Nullable String refusesStridedSlice(InferenceContext call) {
        PartialShape input = call.shape(0);
        long[] begin = call.values(1);
        long[] end = call.values(2);
        long[] stride = call.values(3);
        if (begin == null || end == null || stride == null || !input.hasRank()) {
            return null;
        }
        boolean exact = call.exact(1) && call.exact(2) && call.exact(3);
        return exact && SliceSpec.resolve(input.dims(), begin, end, stride, SliceMasks.of(call)) == null
                ? input + " has no elements " + Arrays.toString(begin)
                : null;
    }

    private static List<Tensor> stridedSlice(OpKernelContext call) throws NotComputableException {
        Tensor input = call.input(0);
        SliceMasks masks = new SliceMasks(
                call.integer("begin_mask", 0),
                call.integer("end_mask", 0),
                call.integer("ellipsis_mask", 0),
                call.integer("new_axis_mask", 0),
                call.integer("shrink_axis_mask", 0));
        SliceSpec slice = SliceSpec.resolve(input.dims(), call.vector(1), call.vector(2), call.vector(3), masks);
        if (slice == null) {
            throw call.unsupported();
        }
        return List.of(part(call, input, slice.begin(), slice.stride(), slice.processed())
                .reshaped(slice.result()));
    }

    private static List<TensorFact> splitted(InferenceContext call) {
        PartialShape in = call.shape(1);
        Long along = call.value(0);
        Integer axis = along == null ? null : in.axis(along);
        PartialShape shape = axis == null
                ? in.withUnknownDims()
                : in.with(axis, in.dim(axis) < 0 ? -1 : in.dim(axis) / Math.max(1, call.outputs()));
        return Collections.nCopies(call.outputs(), TensorFact.of(shape));
    }

    private static @Nullable String refusesSplit(PartialShape input, @Nullable Long along, int parts) {
        Integer axis = along == null ? null : input.axis(along);
        if (along == null || !input.hasRank() || parts < 1) {
            return null;
        }
        return axis == null || (input.dim(axis) >= 0 && input.dim(axis) % parts != 0)
                ? input + " cannot be split into " + parts + " in dim " + along
                : null;
    }

    private static List<TensorFact> splittedV(InferenceContext call) {
        PartialShape in = call.shape(0);
        long[] sizes = call.values(1);
        Long along = call.value(2);
        Integer axis = along == null ? null : in.axis(along);
        List<TensorFact> parts = new ArrayList<>();
        long rest = axis == null ? -1 : in.dim(axis);
        for (int i = 0; sizes != null && i < sizes.length; i++) {
            rest = rest < 0 || sizes[i] < 0 ? rest : rest - sizes[i];
        }
        for (int i = 0; i < call.outputs(); i++) {
            boolean known = axis != null && sizes != null && sizes.length == call.outputs() && call.exact(1);
            long size = known && sizes != null ? sizes[i] < 0 ? rest : sizes[i] : -1;
            parts.add(TensorFact.of(axis == null ? in.withUnknownDims() : in.with(axis, size)));
        }
        return parts;
    }

    private static List<TensorFact> unpacked(InferenceContext call) {
        PartialShape in = call.shape(0);
        Integer axis = in.axis(call.integer("axis", 0));
        return Collections.nCopies(
                call.outputs(), TensorFact.of(axis == null ? PartialShape.unknown() : in.without(axis)));
    }

    private static @Nullable String refusesUnpack(InferenceContext call) {
        PartialShape input = call.shape(0);
        long along = call.integer("axis", 0);
        Integer axis = input.axis(along);
        return input.hasRank() && (axis == null || Refusals.differ(input.dim(axis), call.outputs()))
                ? input + " has not " + call.outputs() + " parts in dim " + along
                : null;
    }

    /** Elements {@code begin + i * stride} for each {@code i} below {@code size}, along every dim. */
    static Tensor part(OpKernelContext call, Tensor input, long[] begin, long[] stride, long[] size)
            throws NotComputableException {
        int[] own = Dims.strides(input.dims());
        int start = 0;
        int[] strides = new int[own.length];
        for (int i = 0; i < own.length; i++) {
            start += (int) begin[i] * own[i];
            strides[i] = (int) stride[i] * own[i];
        }
        Tensor.Builder output = call.output(input.dtype(), size);
        Dims.walk(size, strides, start, (i, a, b) -> output.copyBits(i, input, a));
        return output.build();
    }

    private static Tensor part(OpKernelContext call, Tensor input, int axis, long from, long size)
            throws NotComputableException {
        long[] begin = new long[input.rank()];
        long[] stride = new long[input.rank()];
        long[] sizes = input.dims();
        Arrays.fill(stride, 1);
        begin[axis] = from;
        sizes[axis] = size;
        return part(call, input, begin, stride, sizes);
    }

    private static List<Tensor> slice(OpKernelContext call) throws NotComputableException {
        Tensor input = call.input(0);
        long[] begin = call.vector(1);
        long[] size = call.vector(2);
        call.require(begin.length == input.rank() && size.length == input.rank());
        long[] stride = new long[begin.length];
        for (int i = 0; i < begin.length; i++) {
            stride[i] = 1;
            call.require(begin[i] >= 0 && begin[i] <= input.dim(i) && size[i] >= -1);
            size[i] = size[i] == -1 ? input.dim(i) - begin[i] : size[i];
            call.require(size[i] <= input.dim(i) - begin[i]);
        }
        return List.of(part(call, input, begin, stride, size));
    }

    private static List<Tensor> split(OpKernelContext call) throws NotComputableException {
        Tensor input = call.input(1);
        int axis = Dims.axis(call.scalar(0), input.rank());
        long count = call.integer("num_split", 0);
        call.require(count > 0 && count <= Math.max(1, input.dim(axis)) && input.dim(axis) % count == 0);
        long size = input.dim(axis) / count;
        List<Tensor> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(part(call, input, axis, i * size, size));
        }
        return parts;
    }

    private static List<Tensor> splitV(OpKernelContext call) throws NotComputableException {
        Tensor input = call.input(0);
        long[] sizes = call.vector(1);
        int axis = Dims.axis(call.scalar(2), input.rank());
        call.require(sizes.length == call.integer("num_split", sizes.length));
        long known = 0;
        int unknown = -1;
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] == -1) {
                call.require(unknown < 0);
                unknown = i;
            } else {
                call.require(sizes[i] >= 0 && sizes[i] <= input.dim(axis));
                known += sizes[i];
            }
        }
        if (unknown >= 0) {
            sizes[unknown] = input.dim(axis) - known;
            call.require(sizes[unknown] >= 0);
            known = input.dim(axis);
        }
        call.require(known == input.dim(axis));
        List<Tensor> parts = new ArrayList<>();
        long from = 0;
        for (long size : sizes) {
            parts.add(part(call, input, axis, from, size));
            from += size;
        }
        return parts;
    }

    private static List<Tensor> unpack(OpKernelContext call) throws NotComputableException {
        Tensor input = call.input(0);
        int axis = Dims.axis(call.integer("axis", 0), input.rank());
        call.require(call.integer("num", input.dim(axis)) == input.dim(axis));
        long[] dims = new long[input.rank() - 1];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = input.dim(i < axis ? i : i + 1);
        }
        List<Tensor> parts = new ArrayList<>();
        for (int i = 0; i < input.dim(axis); i++) {
            parts.add(part(call, input, axis, i, 1).reshaped(dims));
        }
        return parts;
    }
}
