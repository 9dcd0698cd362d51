package io.github.tfmobile.graph.op.math;

import com.google.protobuf.ByteString;
import io.github.tfmobile.graph.evaluate.kernel.Dims;
import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.evaluate.kernel.OpKernelContext;
import io.github.tfmobile.graph.op.entry.OpEntry;
import io.github.tfmobile.graph.op.entry.OpFamily;
import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;

/** Comparisons and logic, with broadcasting (tensorflow/core/kernels/cwise_ops_common.h). */
public final class ComparisonOps implements OpFamily {

    /** What a comparison with a NaN gives in place of an order. */
    private static final int UNORDERED = 2;

    @Override
    public @Nullable OpEntry entry(String op) {
        return switch (op) {
            case "Equal" -> OpEntry.broadcasting().flushing(call -> compare(call, order -> order == 0));
            case "NotEqual" -> OpEntry.broadcasting().flushing(call -> compare(call, order -> order != 0));
            case "Less" -> OpEntry.broadcasting().flushing(call -> ordered(call, order -> order == -1));
            case "LessEqual" ->
                OpEntry.broadcasting().flushing(call -> ordered(call, order -> order == -1 || order == 0));
            case "Greater" -> OpEntry.broadcasting().flushing(call -> ordered(call, order -> order == 1));
            case "GreaterEqual" ->
                OpEntry.broadcasting().flushing(call -> ordered(call, order -> order == 1 || order == 0));
            case "ApproximateEqual" -> OpEntry.unchanged().computing(ComparisonOps::approximate);
            case "LogicalAnd" -> OpEntry.broadcasting().computing(call -> logical(call, true));
            case "LogicalOr" -> OpEntry.broadcasting().computing(call -> logical(call, false));
            case "LogicalNot" -> OpEntry.unchanged().computing(ComparisonOps::not);
            default -> null;
        };
    }

    private static List<Tensor> not(OpKernelContext call) throws NotComputableException {
        Tensor input = call.input(0);
        call.require(input.format() == ElementFormat.BOOL);
        Tensor.Builder output = call.output(DataType.DT_BOOL, input.dims());
        for (int i = 0; i < input.elements(); i++) {
            output.setBoolean(i, !input.getBoolean(i));
        }
        return List.of(output.build());
    }

    private static List<Tensor> approximate(OpKernelContext call) throws NotComputableException {
        Tensor left = call.input(0);
        Tensor right = call.input(1);
        call.require(Arrays.equals(left.dims(), right.dims())
                && left.format() == right.format()
                && left.format().category() == ElementFormat.Category.REAL);
        double tolerance = call.number("tolerance", 1e-5f);
        Tensor.Builder output = call.output(DataType.DT_BOOL, left.dims());
        for (int i = 0; i < left.elements(); i++) {
            output.setBoolean(i, Math.abs(left.getDouble(i) - right.getDouble(i)) < tolerance);
        }
        return List.of(output.build());
    }

    /** Unlike equality these do not take every type. */
    private static List<Tensor> ordered(OpKernelContext call, IntPredicate holds) throws NotComputableException {
        ElementFormat format = call.input(0).format();
        call.require(format.isInteger() || format.category() == ElementFormat.Category.REAL);
        return compare(call, holds);
    }

    private static List<Tensor> compare(OpKernelContext call, IntPredicate holds) throws NotComputableException {
        Tensor left = call.input(0);
        Tensor right = call.input(1);
        call.require(left.dtype().equals(right.dtype()));
        long[] dims = Dims.broadcast(left.dims(), right.dims());
        Tensor.Builder output = call.output(DataType.DT_BOOL, dims);
        Dims.walk(
                dims,
                Dims.broadcastStrides(left, dims),
                Dims.broadcastStrides(right, dims),
                (i, a, b) -> output.setBoolean(i, holds.test(order(left, a, right, b))));
        return List.of(output.build());
    }

    /** -1, 0 or 1 as the left is less, equal or greater, or {@link #UNORDERED}. */
    private static int order(Tensor left, int a, Tensor right, int b) throws NotComputableException {
        return switch (left.format().category()) {
            case REAL -> order(left.getDouble(a), right.getDouble(b));
            case SIGNED, BOOL -> Long.compare(left.getLong(a), right.getLong(b));
            case UNSIGNED -> Long.compareUnsigned(left.getLong(a), right.getLong(b));
            case COMPLEX -> {
                int real = order(left.getDouble(a), right.getDouble(b));
                yield real != 0 ? UNORDERED : order(left.getImaginary(a), right.getImaginary(b));
            }
            case STRING ->
                Integer.signum(
                        ByteString.unsignedLexicographicalComparator().compare(left.getString(a), right.getString(b)));
            case OPAQUE -> throw new NotComputableException("comparison of " + left.dtype());
        };
    }

    private static int order(double a, double b) {
        return a < b ? -1 : a > b ? 1 : a == b ? 0 : UNORDERED;
    }

    private static List<Tensor> logical(OpKernelContext call, boolean and) throws NotComputableException {
        Tensor left = call.input(0);
        Tensor right = call.input(1);
        call.require(left.format() == ElementFormat.BOOL && right.format() == ElementFormat.BOOL);
        long[] dims = Dims.broadcast(left.dims(), right.dims());
        Tensor.Builder output = call.output(DataType.DT_BOOL, dims);
        Dims.walk(dims, Dims.broadcastStrides(left, dims), Dims.broadcastStrides(right, dims), (i, a, b) -> {
            boolean first = left.getBoolean(a);
            boolean second = right.getBoolean(b);
            output.setBoolean(i, and ? (first && second) : (first || second));
        });
        return List.of(output.build());
    }
}
