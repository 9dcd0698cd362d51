package io.github.tfmobile.graph.evaluate.math;

import com.google.protobuf.ByteString;
import io.github.tfmobile.graph.evaluate.kernel.Dims;
import io.github.tfmobile.graph.evaluate.kernel.Kernel;
import io.github.tfmobile.graph.evaluate.kernel.KernelCall;
import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.tensorflow.proto.DataType;

/** Comparisons and logic, with broadcasting (tensorflow/core/kernels/cwise_ops_common.h). */
public final class ComparisonKernels {

    /** What a comparison with a NaN gives in place of an order. */
    private static final int UNORDERED = 2;

    private ComparisonKernels() {}

    /** Adds these kernels under the ops that they compute. */
    public static void addTo(Map<String, Kernel> table) {
        table.put("Equal", call -> equality(call, order -> order == 0));
        table.put("NotEqual", call -> equality(call, order -> order != 0));
        table.put("Less", call -> ordered(call, order -> order == -1));
        table.put("LessEqual", call -> ordered(call, order -> order == -1 || order == 0));
        table.put("Greater", call -> ordered(call, order -> order == 1));
        table.put("GreaterEqual", call -> ordered(call, order -> order == 1 || order == 0));
        table.put("LogicalAnd", call -> logical(call, true));
        table.put("LogicalOr", call -> logical(call, false));
        table.put("LogicalNot", call -> {
            Tensor input = call.input(0);
            call.require(input.format() == ElementFormat.BOOL);
            Tensor.Builder output = call.output(DataType.DT_BOOL, input.dims());
            for (int i = 0; i < input.elements(); i++) {
                output.setBoolean(i, !input.getBoolean(i));
            }
            return List.of(output.build());
        });
        table.put("ApproximateEqual", call -> {
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
        });
    }

    /** Unlike the ordered comparisons these take every type. */
    private static List<Tensor> equality(KernelCall call, IntPredicate holds) throws NotComputableException {
        return compare(call, holds);
    }

    private static List<Tensor> ordered(KernelCall call, IntPredicate holds) throws NotComputableException {
        ElementFormat format = call.input(0).format();
        call.require(format.isInteger() || format.category() == ElementFormat.Category.REAL);
        return compare(call, holds);
    }

    private static List<Tensor> compare(KernelCall call, IntPredicate holds) throws NotComputableException {
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

    private static List<Tensor> logical(KernelCall call, boolean and) throws NotComputableException {
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
