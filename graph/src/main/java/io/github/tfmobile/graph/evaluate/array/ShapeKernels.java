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

/** Ops that give or change a shape (tensorflow/core/kernels/shape_ops.h, reshape_op.h). */
public final class ShapeKernels {

    private ShapeKernels() {}

    /** Adds these kernels under the ops that they compute. */
    public static void addTo(Map<String, Kernel> table) {
        table.put("Shape", call -> List.of(shape(call, call.any(0))));
        table.put("ShapeN", call -> {
            List<Tensor> shapes = new ArrayList<>();
            for (int i = 0; i < call.inputs(); i++) {
                shapes.add(shape(call, call.any(i)));
            }
            return shapes;
        });
        table.put("Rank", call -> List.of(Tensor.ofInt(call.any(0).rank())));
        table.put("Size", call -> {
            Tensor.Builder output = call.output(call.type("out_type", DataType.DT_INT32));
            set(output, 0, call.any(0).elements());
            return List.of(output.build());
        });
        table.put("Reshape", ShapeKernels::reshape);
        table.put("ExpandDims", ShapeKernels::expandDims);
        table.put("Squeeze", ShapeKernels::squeeze);
        table.put("BroadcastTo", ShapeKernels::broadcastTo);
        table.put("BroadcastArgs", ShapeKernels::broadcastArgs);
    }

    private static Tensor shape(KernelCall call, Tensor of) throws NotComputableException {
        Tensor.Builder output = call.output(call.type("out_type", DataType.DT_INT32), of.rank());
        for (int i = 0; i < of.rank(); i++) {
            set(output, i, of.dim(i));
        }
        return output.build();
    }

    private static void set(Tensor.Builder output, int i, long value) throws NotComputableException {
        if (output.format().bytes() == 4 && value > Integer.MAX_VALUE) {
            throw new NotComputableException("a dim that int32 does not hold");
        }
        output.setLong(i, value);
    }

    private static List<Tensor> reshape(KernelCall call) throws NotComputableException {
        Tensor input = call.any(0);
        long[] dims = call.vector(1);
        int unknown = -1;
        long known = 1;
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] == -1) {
                call.require(unknown < 0);
                unknown = i;
            } else {
                call.require(dims[i] >= 0 && dims[i] <= Math.max(input.elements(), 1));
                known = Math.multiplyExact(known, dims[i]);
            }
        }
        if (unknown >= 0) {
            call.require(known != 0 && input.elements() % known == 0);
            dims[unknown] = input.elements() / known;
            known = input.elements();
        }
        call.require(known == input.elements());
        return List.of(input.reshaped(dims));
    }

    private static List<Tensor> expandDims(KernelCall call) throws NotComputableException {
        Tensor input = call.any(0);
        int at = Dims.axis(call.scalar(1), input.rank() + 1);
        long[] dims = new long[input.rank() + 1];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = i == at ? 1 : input.dim(i < at ? i : i - 1);
        }
        return List.of(input.reshaped(dims));
    }

    private static List<Tensor> squeeze(KernelCall call) throws NotComputableException {
        Tensor input = call.any(0);
        boolean[] drop = new boolean[input.rank()];
        long[] axes = call.integers("squeeze_dims");
        for (long axis : axes) {
            int at = Dims.axis(axis, input.rank());
            call.require(input.dim(at) == 1);
            drop[at] = true;
        }
        List<Long> dims = new ArrayList<>();
        for (int i = 0; i < input.rank(); i++) {
            if (axes.length == 0 ? input.dim(i) != 1 : !drop[i]) {
                dims.add(input.dim(i));
            }
        }
        return List.of(input.reshaped(dims.stream().mapToLong(Long::longValue).toArray()));
    }

    private static List<Tensor> broadcastTo(KernelCall call) throws NotComputableException {
        Tensor input = call.input(0);
        long[] dims = call.vector(1);
        call.require(input.rank() <= dims.length);
        for (int i = 0; i < input.rank(); i++) {
            long own = input.dim(input.rank() - 1 - i);
            call.require(own == 1 || own == dims[dims.length - 1 - i]);
        }
        Tensor.Builder output = call.output(input.dtype(), dims);
        Dims.walk(dims, Dims.broadcastStrides(input, dims), 0, (i, a, b) -> output.copyBits(i, input, a));
        return List.of(output.build());
    }

    private static List<Tensor> broadcastArgs(KernelCall call) throws NotComputableException {
        long[] dims = Dims.broadcast(call.vector(0), call.vector(1));
        Tensor.Builder output = call.output(call.input(0).dtype(), dims.length);
        for (int i = 0; i < dims.length; i++) {
            output.setLong(i, dims[i]);
        }
        return List.of(output.build());
    }
}
