package io.github.tfmobile.graph.op.array;

import io.github.tfmobile.graph.evaluate.kernel.Dims;
import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.evaluate.kernel.OpKernelContext;
import io.github.tfmobile.graph.op.entry.OpEntry;
import io.github.tfmobile.graph.op.entry.OpFamily;
import io.github.tfmobile.graph.shape.InferenceContext;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.shape.Refusals;
import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ops that move, repeat or surround elements (tensorflow/core/kernels/transpose_op.cc, pad_op.cc, tile_ops.cc). */
public final class ArrangeOps implements OpFamily {

    @Override
    public @Nullable OpEntry entry(String op) {
        return switch (op) {
            case "Transpose" -> transposition().computing(call -> transpose(call, false));
            case "ConjugateTranspose" -> transposition().computing(call -> transpose(call, true));
            case "Tile" ->
                OpEntry.shaped(ArrangeOps::tiled)
                        .refusing(call -> Refusals.ofRank(call, 1, 1))
                        .computing(ArrangeOps::tile);
            case "Pad" -> padding().computing(call -> pad(call, false));
            case "PadV2" -> padding().computing(call -> pad(call, true));
            case "MirrorPad" -> padding().computing(ArrangeOps::mirrorPad);
            case "ReverseV2" -> OpEntry.unchanged().computing(ArrangeOps::reverse);
            case "ReverseSequence" -> OpEntry.unchanged();
            case "Roll" -> OpEntry.unchanged().computing(ArrangeOps::roll);
            default -> null;
        };
    }

    private static OpEntry transposition() {
        return OpEntry.shaped(ArrangeOps::transposed).refusing(call -> Refusals.ofRank(call, 1, 1));
    }

    private static PartialShape transposed(InferenceContext call) {
        PartialShape in = call.shape(0);
        long[] order = call.values(1);
        if (order == null || !in.hasRank() || order.length != in.rank() || !call.exact(1)) {
            return in.withUnknownDims();
        }
        return PartialShape.of(
                Arrays.stream(order).map(axis -> in.dim((int) axis)).toArray());
    }

    private static PartialShape tiled(InferenceContext call) {
        PartialShape in = call.shape(0);
        long[] multiples = call.values(1);
        if (!in.hasRank() || multiples == null || multiples.length != in.rank()) {
            return in.withUnknownDims();
        }
        long[] dims = in.dims();
        for (int i = 0; i < dims.length; i++) {
            dims[i] = dims[i] < 0 || multiples[i] < 0 ? -1 : Math.multiplyExact(dims[i], multiples[i]);
        }
        return PartialShape.of(dims);
    }

    private static OpEntry padding() {
        return OpEntry.shaped(ArrangeOps::padded).refusing(call -> Refusals.ofRank(call, 1, 2));
    }

    private static PartialShape padded(InferenceContext call) {
        PartialShape in = call.shape(0);
        long[] paddings = call.values(1);
        if (!in.hasRank() || paddings == null || paddings.length != 2 * in.rank() || !call.exact(1)) {
            return in.withUnknownDims();
        }
        long[] dims = in.dims();
        for (int i = 0; i < dims.length; i++) {
            dims[i] = dims[i] < 0 ? -1 : Math.addExact(dims[i], Math.addExact(paddings[2 * i], paddings[2 * i + 1]));
        }
        return PartialShape.of(dims);
    }

    private static List<Tensor> transpose(OpKernelContext call, boolean conjugate) throws NotComputableException {
        Tensor input = call.input(0);
        long[] order = call.vector(1);
        call.require(order.length == input.rank());
        int[] own = Dims.strides(input.dims());
        long[] dims = new long[order.length];
        int[] strides = new int[order.length];
        boolean[] seen = new boolean[order.length];
        for (int i = 0; i < order.length; i++) {
            int axis = Dims.axis(order[i], order.length);
            call.require(!seen[axis]);
            seen[axis] = true;
            dims[i] = input.dim(axis);
            strides[i] = own[axis];
        }
        Tensor.Builder output = call.output(input.dtype(), dims);
        if (conjugate && input.format().category() == ElementFormat.Category.COMPLEX) {
            Dims.walk(dims, strides, 0, (i, a, b) -> output.setComplex(i, input.getDouble(a), -input.getImaginary(a)));
        } else {
            Dims.walk(dims, strides, 0, (i, a, b) -> output.copyBits(i, input, a));
        }
        return List.of(output.build());
    }

    /** Where along a dim of the input an index of the output reads; -1 for none. */
    private interface Source {
        int of(int dim, int index) throws NotComputableException;
    }

    private static Tensor rearranged(OpKernelContext call, Tensor input, long[] dims, Source source, Fill fill)
            throws NotComputableException {
        Tensor.Builder output = call.output(input.dtype(), dims);
        int[] strides = Dims.strides(input.dims());
        int[][] places = new int[dims.length][];
        for (int d = 0; d < dims.length; d++) {
            places[d] = new int[(int) dims[d]];
            for (int i = 0; i < dims[d]; i++) {
                int at = source.of(d, i);
                places[d][i] = at < 0 ? -1 : at * strides[d];
            }
        }
        int count = output.elements();
        int[] index = new int[dims.length];
        for (int i = 0; i < count; i++) {
            int at = 0;
            for (int d = 0; d < dims.length && at >= 0; d++) {
                int place = places[d][index[d]];
                at = place < 0 ? -1 : at + place;
            }
            if (at >= 0) {
                output.copyBits(i, input, at);
            } else {
                fill.set(output, i);
            }
            for (int d = dims.length - 1; d >= 0; d--) {
                if (++index[d] < dims[d]) {
                    break;
                }
                index[d] = 0;
            }
        }
        return output.build();
    }

    /** Sets an element that no element of the input gives. */
    private interface Fill {
        void set(Tensor.Builder output, int i);
    }

    private static List<Tensor> tile(OpKernelContext call) throws NotComputableException {
        Tensor input = call.input(0);
        long[] multiples = call.vector(1);
        call.require(multiples.length == input.rank());
        long[] dims = input.dims();
        for (int i = 0; i < dims.length; i++) {
            call.require(multiples[i] >= 0 && multiples[i] <= Integer.MAX_VALUE);
            dims[i] *= multiples[i];
        }
        return List.of(rearranged(call, input, dims, (d, i) -> (int) (i % input.dim(d)), (output, i) -> {}));
    }

    private static long[][] paddings(OpKernelContext call, Tensor input) throws NotComputableException {
        Tensor paddings = call.input(1);
        call.require(paddings.format().isInteger()
                && paddings.rank() == 2
                && paddings.dim(0) == input.rank()
                && paddings.dim(1) == 2);
        long[][] pairs = new long[input.rank()][2];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i][0] = paddings.getLong(2 * i);
            pairs[i][1] = paddings.getLong(2 * i + 1);
            call.require(pairs[i][0] >= 0
                    && pairs[i][1] >= 0
                    && pairs[i][0] <= Integer.MAX_VALUE
                    && pairs[i][1] <= Integer.MAX_VALUE);
        }
        return pairs;
    }

    private static long[] padded(Tensor input, long[][] paddings) {
        long[] dims = input.dims();
        for (int i = 0; i < dims.length; i++) {
            dims[i] += paddings[i][0] + paddings[i][1];
        }
        return dims;
    }

    private static List<Tensor> pad(OpKernelContext call, boolean withValue) throws NotComputableException {
        Tensor input = call.input(0);
        long[][] paddings = paddings(call, input);
        Fill fill = (output, i) -> {};
        if (withValue) {
            Tensor value = call.input(2);
            call.require(value.elements() == 1 && value.dtype().equals(input.dtype()));
            fill = (output, i) -> output.copyBits(i, value, 0);
        }
        return List.of(rearranged(
                call,
                input,
                padded(input, paddings),
                (d, i) -> {
                    long at = i - paddings[d][0];
                    return at < 0 || at >= input.dim(d) ? -1 : (int) at;
                },
                fill));
    }

    private static List<Tensor> mirrorPad(OpKernelContext call) throws NotComputableException {
        Tensor input = call.input(0);
        long[][] paddings = paddings(call, input);
        int edge = call.text("mode", "").equals("SYMMETRIC") ? 0 : 1;
        for (int i = 0; i < paddings.length; i++) {
            long most = input.dim(i) - edge;
            call.require(paddings[i][0] <= most && paddings[i][1] <= most);
        }
        return List.of(rearranged(
                call,
                input,
                padded(input, paddings),
                (d, i) -> {
                    long at = i - paddings[d][0];
                    long last = input.dim(d) - 1;
                    if (at < 0) {
                        return (int) (edge == 0 ? -at - 1 : -at);
                    }
                    return (int) (at <= last ? at : edge == 0 ? 2 * last - at + 1 : 2 * last - at);
                },
                (output, i) -> {}));
    }

    private static List<Tensor> reverse(OpKernelContext call) throws NotComputableException {
        Tensor input = call.input(0);
        boolean[] reversed = new boolean[input.rank()];
        for (long axis : call.vector(1)) {
            int at = Dims.axis(axis, input.rank());
            call.require(!reversed[at]);
            reversed[at] = true;
        }
        return List.of(rearranged(
                call, input, input.dims(), (d, i) -> reversed[d] ? (int) input.dim(d) - 1 - i : i, (output, i) -> {}));
    }

    private static List<Tensor> roll(OpKernelContext call) throws NotComputableException {
        Tensor input = call.input(0);
        long[] shifts = call.vector(1);
        long[] axes = call.vector(2);
        call.require(shifts.length == axes.length && input.rank() > 0);
        long[] by = new long[input.rank()];
        for (int i = 0; i < axes.length; i++) {
            int axis = Dims.axis(axes[i], input.rank());
            by[axis] = input.dim(axis) == 0 ? 0 : Math.floorMod(by[axis] + shifts[i], input.dim(axis));
        }
        return List.of(rearranged(
                call, input, input.dims(), (d, i) -> (int) Math.floorMod(i - by[d], input.dim(d)), (output, i) -> {}));
    }
}
