package io.github.tfmobile.graph.evaluate.array;

import io.github.tfmobile.graph.evaluate.kernel.Dims;
import io.github.tfmobile.graph.evaluate.kernel.Kernel;
import io.github.tfmobile.graph.evaluate.kernel.KernelCall;
import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.shape.SliceMasks;
import io.github.tfmobile.graph.shape.SliceSpec;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Ops that take parts of a tensor (tensorflow/core/kernels/slice_op.cc, strided_slice_op.cc, split_op.cc). */
public final class SliceKernels {

    private SliceKernels() {}

    /** Adds these kernels under the ops that they compute. */
    public static void addTo(Map<String, Kernel> table) {
        table.put("Slice", SliceKernels::slice);
        table.put("StridedSlice", call -> {
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
        });
        table.put("Split", SliceKernels::split);
        table.put("SplitV", SliceKernels::splitV);
        table.put("Unpack", SliceKernels::unpack);
    }

    /** Elements {@code begin + i * stride} for each {@code i} below {@code size}, along every dim. */
    static Tensor part(KernelCall call, Tensor input, long[] begin, long[] stride, long[] size)
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

    private static Tensor part(KernelCall call, Tensor input, int axis, long from, long size)
            throws NotComputableException {
        long[] begin = new long[input.rank()];
        long[] stride = new long[input.rank()];
        long[] sizes = input.dims();
        Arrays.fill(stride, 1);
        begin[axis] = from;
        sizes[axis] = size;
        return part(call, input, begin, stride, sizes);
    }

    private static List<Tensor> slice(KernelCall call) throws NotComputableException {
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

    private static List<Tensor> split(KernelCall call) throws NotComputableException {
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

    private static List<Tensor> splitV(KernelCall call) throws NotComputableException {
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

    private static List<Tensor> unpack(KernelCall call) throws NotComputableException {
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
