package io.github.tfmobile.graph.evaluate.array;

import io.github.tfmobile.graph.evaluate.kernel.Dims;
import io.github.tfmobile.graph.evaluate.kernel.Kernel;
import io.github.tfmobile.graph.evaluate.kernel.KernelCall;
import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.DataType;

/** Ops that join tensors (tensorflow/core/kernels/concat_op.cc, pack_op.cc, dynamic_stitch_op.cc). */
public final class JoinKernels {

    private JoinKernels() {}

    /** Adds these kernels under the ops that they compute. */
    public static void addTo(Map<String, Kernel> table) {
        table.put("Concat", call -> concat(call, call.inputs(1, call.inputs()), call.scalar(0)));
        table.put("ConcatV2", call -> concat(call, call.inputs(0, call.inputs() - 1), call.scalar(call.inputs() - 1)));
        table.put("Pack", JoinKernels::pack);
        table.put("ConcatOffset", JoinKernels::offsets);
        table.put("ParallelConcat", call -> concat(call, call.inputs(0, call.inputs()), 0));
        table.put("DynamicStitch", JoinKernels::stitch);
        table.put("ParallelDynamicStitch", JoinKernels::stitch);
    }

    private static List<Tensor> concat(KernelCall call, List<Tensor> parts, long along) throws NotComputableException {
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

    private static List<Tensor> pack(KernelCall call) throws NotComputableException {
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

    private static List<Tensor> offsets(KernelCall call) throws NotComputableException {
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

    private static List<Tensor> stitch(KernelCall call) throws NotComputableException {
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
