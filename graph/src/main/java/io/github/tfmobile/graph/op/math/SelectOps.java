package io.github.tfmobile.graph.op.math;

import io.github.tfmobile.graph.evaluate.kernel.Dims;
import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.evaluate.kernel.OpKernelContext;
import io.github.tfmobile.graph.op.entry.OpEntry;
import io.github.tfmobile.graph.op.entry.OpFamily;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.shape.Refusals;
import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;

/** Choices by a condition (tensorflow/core/kernels/cwise_op_select.cc, where_op.cc). */
public final class SelectOps implements OpFamily {

    @Override
    public @Nullable OpEntry entry(String op) {
        return switch (op) {
            case "Select" ->
                OpEntry.shaped(call -> call.shape(1).merge(call.shape(2)))
                        .refusing(call -> Refusals.same(call, 1, 3))
                        .computing(SelectOps::select);
            case "SelectV2" ->
                OpEntry.shaped(call -> call.shape(1).broadcast(call.shape(2)).broadcast(call.shape(0)))
                        .computing(SelectOps::selectV2);
            case "Where" ->
                OpEntry.shaped(call -> PartialShape.of(-1, call.shape(0).rank()))
                        .computing(SelectOps::where);
            default -> null;
        };
    }

    private static List<Tensor> select(OpKernelContext call) throws NotComputableException {
        Tensor condition = call.input(0);
        Tensor then = call.input(1);
        Tensor otherwise = call.input(2);
        call.require(condition.format() == ElementFormat.BOOL
                && then.dtype().equals(otherwise.dtype())
                && Arrays.equals(then.dims(), otherwise.dims()));
        int repeat;
        if (condition.rank() == 0) {
            return List.of(condition.getBoolean(0) ? then : otherwise);
        } else if (Arrays.equals(condition.dims(), then.dims())) {
            repeat = 1;
        } else {
            call.require(condition.rank() == 1 && then.rank() > 0 && then.dim(0) == condition.dim(0));
            repeat = condition.elements() == 0 ? 1 : (int) (then.elements() / condition.elements());
        }
        Tensor.Builder output = call.output(then.dtype(), then.dims());
        for (int i = 0; i < then.elements(); i++) {
            output.copyBits(i, condition.getBoolean(i / repeat) ? then : otherwise, i);
        }
        return List.of(output.build());
    }

    private static List<Tensor> selectV2(OpKernelContext call) throws NotComputableException {
        Tensor condition = call.input(0);
        Tensor then = call.input(1);
        Tensor otherwise = call.input(2);
        call.require(condition.format() == ElementFormat.BOOL && then.dtype().equals(otherwise.dtype()));
        long[] dims = Dims.broadcast(Dims.broadcast(condition.dims(), then.dims()), otherwise.dims());
        Tensor.Builder output = call.output(then.dtype(), dims);
        boolean[] choice = new boolean[output.elements()];
        int[] conditionStrides = Dims.broadcastStrides(condition, dims);
        Dims.walk(dims, conditionStrides, 0, (i, a, b) -> choice[i] = condition.getBoolean(a));
        Dims.walk(
                dims,
                Dims.broadcastStrides(then, dims),
                Dims.broadcastStrides(otherwise, dims),
                (i, a, b) -> output.copyBits(i, choice[i] ? then : otherwise, choice[i] ? a : b));
        return List.of(output.build());
    }

    private static List<Tensor> where(OpKernelContext call) throws NotComputableException {
        Tensor input = call.input(0);
        call.require(input.format() != ElementFormat.STRING && input.format() != ElementFormat.BYTE);
        int[] found = new int[(int) input.elements()];
        int count = 0;
        for (int i = 0; i < input.elements(); i++) {
            if (input.getDouble(i) != 0 || input.getImaginary(i) != 0) {
                found[count++] = i;
            }
        }
        Tensor.Builder output = call.output(DataType.DT_INT64, count, input.rank());
        int[] strides = Dims.strides(input.dims());
        for (int i = 0; i < count; i++) {
            int rest = found[i];
            for (int d = 0; d < input.rank(); d++) {
                output.setLong(i * input.rank() + d, rest / strides[d]);
                rest %= strides[d];
            }
        }
        return List.of(output.build());
    }
}
