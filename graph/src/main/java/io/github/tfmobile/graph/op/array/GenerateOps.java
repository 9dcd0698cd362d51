package io.github.tfmobile.graph.op.array;

import io.github.tfmobile.graph.evaluate.kernel.Dims;
import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.evaluate.kernel.OpKernelContext;
import io.github.tfmobile.graph.evaluate.kernel.Rounding;
import io.github.tfmobile.graph.op.entry.OpEntry;
import io.github.tfmobile.graph.op.entry.OpFamily;
import io.github.tfmobile.graph.shape.InferenceContext;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ops that make a tensor from a few numbers (tensorflow/core/kernels/sequence_ops.cc, constant_op.cc, one_hot_op.cc). */
public final class GenerateOps implements OpFamily {

    @Override
    public @Nullable OpEntry entry(String op) {
        return switch (op) {
            case "Range" -> OpEntry.shaped(GenerateOps::counted).computing(GenerateOps::range);
            case "LinSpace" -> OpEntry.shaped(call -> vector(call.value(2))).computing(GenerateOps::linSpace);
            case "Fill" -> OpEntry.shaped(call -> call.asShape(0)).computing(GenerateOps::fill);
            case "Empty", "RandomUniform", "RandomStandardNormal", "TruncatedNormal" ->
                OpEntry.shaped(call -> call.asShape(0));
            case "OneHot" -> OpEntry.shaped(GenerateOps::oneHotShape).computing(GenerateOps::oneHot);
            case "ZerosLike" -> OpEntry.unchanged().computing(call -> List.of(like(call, 0)));
            case "OnesLike" -> OpEntry.unchanged().computing(call -> List.of(like(call, 1)));
            case "Diag" -> OpEntry.shaped(GenerateOps::twice).computing(GenerateOps::diag);
            case "MatrixBandPart" -> OpEntry.unchanged().computing(GenerateOps::bandPart);
            default -> null;
        };
    }

    private static PartialShape vector(@Nullable Long size) {
        return PartialShape.of(size == null ? -1 : size);
    }

    private static PartialShape counted(InferenceContext call) {
        Long from = call.value(0);
        Long to = call.value(1);
        Long step = call.value(2);
        if (from == null || to == null || step == null || step == 0 || (step < 0 ? to > from : to < from)) {
            return vector(null);
        }
        long span = Math.abs(Math.subtractExact(to, from));
        long width = Math.abs(step);
        return vector(span / width + (span % width != 0 ? 1 : 0));
    }

    private static PartialShape twice(InferenceContext call) {
        PartialShape in = call.shape(0);
        return in.hasRank() ? in.behind(in) : in;
    }

    private static PartialShape oneHotShape(InferenceContext call) {
        Long depth = call.value(1);
        long axis = call.integer("axis", -1);
        PartialShape in = call.shape(0);
        return in.inserted(axis == -1 ? Long.valueOf(in.rank()) : Long.valueOf(axis), depth == null ? -1 : depth);
    }

    private static List<Tensor> range(OpKernelContext call) throws NotComputableException {
        Tensor start = call.input(0);
        Tensor limit = call.input(1);
        Tensor delta = call.input(2);
        call.require(start.elements() == 1 && limit.elements() == 1 && delta.elements() == 1);
        call.require(start.dtype().equals(limit.dtype()) && start.dtype().equals(delta.dtype()));
        if (start.format().isInteger()) {
            long from = start.getLong(0);
            long to = limit.getLong(0);
            long step = delta.getLong(0);
            call.require(step > 0 ? from <= to : step < 0 && from >= to);
            long span = Math.abs(Math.subtractExact(to, from));
            long width = Math.abs(step);
            Tensor.Builder output = call.output(start.dtype(), span / width + (span % width != 0 ? 1 : 0));
            for (int i = 0; i < output.elements(); i++) {
                output.setLong(i, from + i * step);
            }
            return List.of(output.build());
        }
        call.require(start.format().category() == ElementFormat.Category.REAL);
        double from = start.getDouble(0);
        double to = limit.getDouble(0);
        double step = delta.getDouble(0);
        call.require(step > 0 ? from <= to : step < 0 && from >= to);
        boolean wide = start.format() == ElementFormat.DOUBLE;
        double size = Math.ceil(wide ? Math.abs((to - from) / step) : Math.abs((float) ((float) (to - from) / step)));
        call.require(size <= Integer.MAX_VALUE);
        Tensor.Builder output = call.output(start.dtype(), (long) size);
        Rounding rounding = Rounding.of(start.format());
        for (int i = 0; i < output.elements(); i++) {
            output.setDouble(i, from + rounding.round(rounding.round(i) * step));
        }
        return List.of(output.build());
    }

    private static List<Tensor> linSpace(OpKernelContext call) throws NotComputableException {
        Tensor start = call.input(0);
        Tensor stop = call.input(1);
        long count = call.scalar(2);
        call.require(count > 0 && start.elements() == 1 && stop.elements() == 1);
        call.require(start.format().category() == ElementFormat.Category.REAL);
        Tensor.Builder output = call.output(start.dtype(), count);
        Rounding rounding = Rounding.of(start.format());
        double from = start.getDouble(0);
        double to = stop.getDouble(0);
        double step = count > 1 ? rounding.round(rounding.round(to - from) / (count - 1)) : 0;
        for (int i = 0; i < count; i++) {
            output.setDouble(i, i == count - 1 && count > 1 ? to : from + rounding.round(step * i));
        }
        return List.of(output.build());
    }

    private static List<Tensor> fill(OpKernelContext call) throws NotComputableException {
        Tensor value = call.input(1);
        call.require(value.rank() == 0);
        Tensor.Builder output = call.output(value.dtype(), call.vector(0));
        for (int i = 0; i < output.elements(); i++) {
            output.copyBits(i, value, 0);
        }
        return List.of(output.build());
    }

    private static List<Tensor> oneHot(OpKernelContext call) throws NotComputableException {
        Tensor indices = call.input(0);
        long depth = call.scalar(1);
        Tensor on = call.input(2);
        Tensor off = call.input(3);
        call.require(indices.format().isInteger() && depth >= 0 && on.elements() == 1 && off.elements() == 1);
        call.require(on.dtype().equals(off.dtype()));
        long along = call.integer("axis", -1);
        int axis = along == -1 ? indices.rank() : Dims.axis(along, indices.rank() + 1);
        long[] dims = new long[indices.rank() + 1];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = i == axis ? depth : indices.dim(i < axis ? i : i - 1);
        }
        Tensor.Builder output = call.output(on.dtype(), dims);
        int inner = Dims.product(dims, axis + 1, dims.length);
        for (int i = 0; i < output.elements(); i++) {
            int level = i / inner % (int) depth;
            int at = i / inner / (int) depth * inner + i % inner;
            output.copyBits(i, indices.getLong(at) == level ? on : off, 0);
        }
        return List.of(output.build());
    }

    private static Tensor like(OpKernelContext call, int value) throws NotComputableException {
        Tensor input = call.input(0);
        call.require(value == 0 || input.format() != ElementFormat.STRING);
        Tensor.Builder output = call.output(input.dtype(), input.dims());
        for (int i = 0; i < output.elements() && value != 0; i++) {
            output.setLong(i, value);
        }
        return output.build();
    }

    private static List<Tensor> diag(OpKernelContext call) throws NotComputableException {
        Tensor input = call.input(0);
        long[] dims = new long[2 * input.rank()];
        for (int i = 0; i < input.rank(); i++) {
            dims[i] = input.dim(i);
            dims[i + input.rank()] = input.dim(i);
        }
        Tensor.Builder output = call.output(input.dtype(), dims);
        int count = (int) input.elements();
        for (int i = 0; i < count; i++) {
            output.copyBits(i * count + i, input, i);
        }
        return List.of(output.build());
    }

    private static List<Tensor> bandPart(OpKernelContext call) throws NotComputableException {
        Tensor input = call.input(0);
        long lower = call.scalar(1);
        long upper = call.scalar(2);
        call.require(input.rank() >= 2);
        int rows = (int) input.dim(input.rank() - 2);
        int columns = (int) input.dim(input.rank() - 1);
        call.require(lower <= rows && upper <= columns);
        Tensor.Builder output = call.output(input.dtype(), input.dims());
        for (int i = 0; i < input.elements(); i++) {
            int row = i / columns % rows;
            int column = i % columns;
            if ((lower < 0 || row - column <= lower) && (upper < 0 || column - row <= upper)) {
                output.copyBits(i, input, i);
            }
        }
        return List.of(output.build());
    }
}
