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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;

/**
 * Ops that give or change a shape (tensorflow/core/kernels/shape_ops.h, reshape_op.h). What is known of a shape is followed
 * dim by dim: {@code reshape(x, stack([shape(x)[0], 7]))} has the shape {@code [?,7]}
 * (tensorflow/core/common_runtime/shape_refiner.cc, ConstantPartialShape).
 */
public final class ShapeOps implements OpFamily {

    @Override
    public @Nullable OpEntry entry(String op) {
        return switch (op) {
            case "Shape" -> OpEntry.of(call -> List.of(shapeOf(call.shape(0)))).computing(ShapeOps::shape);
            case "ShapeN" -> OpEntry.of(ShapeOps::shapesOf).computing(ShapeOps::shapes);
            case "Rank" ->
                OpEntry.shaped(call -> PartialShape.scalar())
                        .computing(call -> List.of(Tensor.ofInt(call.any(0).rank())));
            case "Size" -> OpEntry.shaped(call -> PartialShape.scalar()).computing(ShapeOps::size);
            case "Reshape" ->
                OpEntry.shaped(ShapeOps::reshaped)
                        .refusing(ShapeOps::refusesReshape)
                        .computing(ShapeOps::reshape);
            case "ExpandDims" ->
                OpEntry.shaped(call -> call.shape(0).inserted(call.value(1), 1)).computing(ShapeOps::expandDims);
            case "Squeeze" ->
                OpEntry.shaped(ShapeOps::squeezed)
                        .refusing(ShapeOps::refusesSqueeze)
                        .computing(ShapeOps::squeeze);
            case "BroadcastTo" -> OpEntry.shaped(call -> call.asShape(1)).computing(ShapeOps::broadcastTo);
            case "BroadcastArgs" -> OpEntry.shaped(ShapeOps::ofLongest).computing(ShapeOps::broadcastArgs);
            default -> null;
        };
    }

    private static TensorFact shapeOf(PartialShape shape) {
        return shape.hasRank()
                ? new TensorFact(PartialShape.of(shape.rank()), shape.dims(), shape.isFullyKnown())
                : TensorFact.of(PartialShape.ofRank(1));
    }

    private static List<TensorFact> shapesOf(InferenceContext call) {
        return call.inputs().stream().map(input -> shapeOf(input.shape())).toList();
    }

    private static List<Tensor> shape(OpKernelContext call) throws NotComputableException {
        return List.of(shape(call, call.any(0)));
    }

    private static List<Tensor> shapes(OpKernelContext call) throws NotComputableException {
        List<Tensor> shapes = new ArrayList<>();
        for (int i = 0; i < call.inputs(); i++) {
            shapes.add(shape(call, call.any(i)));
        }
        return shapes;
    }

    private static List<Tensor> size(OpKernelContext call) throws NotComputableException {
        Tensor.Builder output = call.output(call.type("out_type", DataType.DT_INT32));
        set(output, 0, call.any(0).elements());
        return List.of(output.build());
    }

    private static PartialShape ofLongest(InferenceContext call) {
        long first = call.shape(0).dim(0);
        long second = call.shape(1).dim(0);
        return PartialShape.of(first < 0 || second < 0 ? -1 : Math.max(first, second));
    }

    /** An unknown dim and a -1 that stands for the rest cannot be told apart, unless all others are known. */
    private static PartialShape reshaped(InferenceContext call) {
        long[] values = call.values(1);
        if (values == null) {
            return call.asShape(1);
        }
        long[] dims = values.clone();
        int unknown = -1;
        int count = 0;
        long known = 1;
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] < 0) {
                unknown = i;
                count++;
            } else {
                known = Math.multiplyExact(known, dims[i]);
            }
        }
        long elements = call.shape(0).elements();
        if (count == 1 && elements >= 0 && known > 0 && elements % known == 0) {
            dims[unknown] = elements / known;
        }
        return PartialShape.of(dims);
    }

    private static @Nullable String refusesReshape(InferenceContext call) {
        PartialShape from = call.shape(0);
        PartialShape to = call.asShape(1);
        if (!from.hasRank() || call.values(1) == null || !call.exact(1)) {
            return null;
        }
        if (Arrays.stream(to.dims()).filter(dim -> dim < 0).count() > 1) {
            return to + " leaves more than one dim open";
        }
        long has = knownProduct(from);
        long wants = knownProduct(to);
        boolean fits = true;
        if (has > 0 && wants > 0) {
            boolean isOpen = !to.isFullyKnown();
            fits = from.isFullyKnown() ? isOpen ? has % wants == 0 : has == wants : isOpen || wants % has == 0;
        }
        return fits ? null : from + " cannot become " + to;
    }

    /** What the dims that are known make together; 0 where that is more than a long holds. */
    private static long knownProduct(PartialShape shape) {
        long product = 1;
        for (long dim : shape.dims()) {
            long factor = dim >= 0 ? dim : 1;
            product = factor > 0 && product > Long.MAX_VALUE / factor ? 0 : product * factor;
        }
        return product;
    }

    private static PartialShape squeezed(InferenceContext call) {
        PartialShape in = call.shape(0);
        if (!in.hasRank()) {
            return in;
        }
        List<Long> axes = call.integers("squeeze_dims");
        boolean[] drop = new boolean[in.rank()];
        for (long axis : axes) {
            Integer at = in.axis(axis);
            if (at != null) {
                drop[at] = true;
            }
        }
        List<Long> dims = new ArrayList<>();
        for (int i = 0; i < in.rank(); i++) {
            if (axes.isEmpty() && in.dim(i) < 0) {
                return PartialShape.unknown();
            }
            if (axes.isEmpty() ? in.dim(i) != 1 : !drop[i]) {
                dims.add(in.dim(i));
            }
        }
        return PartialShape.of(dims.stream().mapToLong(Long::longValue).toArray());
    }

    private static @Nullable String refusesSqueeze(InferenceContext call) {
        PartialShape input = call.shape(0);
        for (long axis : call.integers("squeeze_dims")) {
            Integer at = input.hasRank() ? input.axis(axis) : null;
            if (input.hasRank() && (at == null || (input.dim(at) >= 0 && input.dim(at) != 1))) {
                return input + " has no dim " + axis + " of size 1";
            }
        }
        return null;
    }

    private static Tensor shape(OpKernelContext call, Tensor of) throws NotComputableException {
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

    private static List<Tensor> reshape(OpKernelContext call) throws NotComputableException {
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

    private static List<Tensor> expandDims(OpKernelContext call) throws NotComputableException {
        Tensor input = call.any(0);
        int at = Dims.axis(call.scalar(1), input.rank() + 1);
        long[] dims = new long[input.rank() + 1];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = i == at ? 1 : input.dim(i < at ? i : i - 1);
        }
        return List.of(input.reshaped(dims));
    }

    private static List<Tensor> squeeze(OpKernelContext call) throws NotComputableException {
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

    private static List<Tensor> broadcastTo(OpKernelContext call) throws NotComputableException {
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

    private static List<Tensor> broadcastArgs(OpKernelContext call) throws NotComputableException {
        long[] dims = Dims.broadcast(call.vector(0), call.vector(1));
        Tensor.Builder output = call.output(call.input(0).dtype(), dims.length);
        for (int i = 0; i < dims.length; i++) {
            output.setLong(i, dims[i]);
        }
        return List.of(output.build());
    }
}
