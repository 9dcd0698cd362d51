package io.github.tfmobile.graph.op.math;

import io.github.tfmobile.graph.evaluate.kernel.Complex;
import io.github.tfmobile.graph.evaluate.kernel.Dims;
import io.github.tfmobile.graph.evaluate.kernel.Kernel;
import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.evaluate.kernel.OpKernelContext;
import io.github.tfmobile.graph.op.data.StringOps;
import io.github.tfmobile.graph.op.entry.OpEntry;
import io.github.tfmobile.graph.op.entry.OpFamily;
import io.github.tfmobile.graph.shape.InferenceContext;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.shape.Refusals;
import io.github.tfmobile.graph.shape.TensorFact;
import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Element-wise ops of two numbers with broadcasting (tensorflow/core/kernels/cwise_ops.h). A result is computed in
 * double and rounded once, which for the basic operations is the correctly rounded result in each narrower format.
 */
public final class ArithmeticOps implements OpFamily {

    /** An operation on integers; the result's low bits count. */
    private interface LongOperation {
        long apply(long left, long right) throws NotComputableException;
    }

    /** An operation on complex numbers, given and returned as real and imaginary part. */
    private interface ComplexOperation {
        Complex apply(Complex left, Complex right);
    }

    private record Operation(
            @Nullable DoubleBinaryOperator real,
            @Nullable LongOperation signed,
            @Nullable LongOperation unsigned,
            @Nullable ComplexOperation complex) {}

    @Override
    public @Nullable OpEntry entry(String op) {
        return switch (op) {
            case "Add", "AddV2" ->
                OpEntry.broadcasting().flushing(kernel(Double::sum, Long::sum, Long::sum, Complex::plus));
            case "Sub" ->
                OpEntry.broadcasting()
                        .flushing(kernel((a, b) -> a - b, (a, b) -> a - b, (a, b) -> a - b, Complex::minus));
            case "Mul" ->
                OpEntry.broadcasting()
                        .flushing(kernel((a, b) -> a * b, (a, b) -> a * b, (a, b) -> a * b, Complex::times));
            case "Div" ->
                OpEntry.broadcasting()
                        .flushing(kernel(
                                (a, b) -> a / b,
                                (a, b) -> a / divisor(b),
                                (a, b) -> Long.divideUnsigned(a, divisor(b)),
                                Complex::over));
            case "RealDiv" -> OpEntry.broadcasting().flushing(kernel((a, b) -> a / b, null, null, Complex::over));
            case "TruncateDiv" ->
                OpEntry.broadcasting()
                        .computing(kernel(
                                null, (a, b) -> a / divisor(b), (a, b) -> Long.divideUnsigned(a, divisor(b)), null));
            case "DivNoNan" ->
                OpEntry.broadcasting()
                        .flushing(
                                kernel((a, b) -> b == 0 ? 0 : a / b, null, null, (a, b) -> b.isZero() ? b : a.over(b)));
            case "MulNoNan" ->
                OpEntry.broadcasting()
                        .flushing(kernel(
                                (a, b) -> b == 0 ? 0 : a * b, null, null, (a, b) -> b.isZero() ? b : a.times(b)));
            case "FloorDiv" ->
                OpEntry.broadcasting()
                        .flushing(kernel(
                                (a, b) -> Math.floor(a / b),
                                (a, b) -> Math.floorDiv(a, divisor(b)),
                                (a, b) -> Long.divideUnsigned(a, divisor(b)),
                                null));
            case "FloorMod" ->
                OpEntry.broadcasting()
                        .computing(kernel(
                                ArithmeticOps::floorMod,
                                (a, b) -> Math.floorMod(a, divisor(b)),
                                (a, b) -> Long.remainderUnsigned(a, divisor(b)),
                                null));
            case "Mod", "TruncateMod" ->
                OpEntry.broadcasting()
                        .computing(kernel(
                                (a, b) -> a % b,
                                (a, b) -> a % divisor(b),
                                (a, b) -> Long.remainderUnsigned(a, divisor(b)),
                                null));
            case "Maximum" ->
                OpEntry.broadcasting()
                        .flushing(kernel(
                                ArithmeticOps::maximum,
                                Math::max,
                                (a, b) -> Long.compareUnsigned(a, b) > 0 ? a : b,
                                null));
            case "Minimum" ->
                OpEntry.broadcasting()
                        .flushing(kernel(
                                ArithmeticOps::minimum,
                                Math::min,
                                (a, b) -> Long.compareUnsigned(a, b) < 0 ? a : b,
                                null));
            case "SquaredDifference" ->
                OpEntry.broadcasting()
                        .flushing(kernel(
                                (a, b) -> (a - b) * (a - b),
                                (a, b) -> (a - b) * (a - b),
                                (a, b) -> (a - b) * (a - b),
                                (a, b) -> a.minus(b).conjugate().times(a.minus(b))));
            case "Pow" ->
                OpEntry.broadcasting()
                        .computing(kernel(
                                ArithmeticOps::pow, (a, b) -> power(a, b, b < 0), (a, b) -> power(a, b, false), null));
            case "Atan2" -> OpEntry.broadcasting().computing(kernel(Math::atan2, null, null, null));
            case "Xlogy" ->
                OpEntry.broadcasting().computing(kernel((a, b) -> a == 0 ? 0 : a * Math.log(b), null, null, null));
            case "Xlog1py" ->
                OpEntry.broadcasting().computing(kernel((a, b) -> a == 0 ? 0 : a * Math.log1p(b), null, null, null));
            case "Xdivy" -> OpEntry.broadcasting().flushing(kernel((a, b) -> a == 0 ? 0 : a / b, null, null, null));
            case "BitwiseAnd" -> OpEntry.broadcasting().computing(kernel(null, (a, b) -> a & b, (a, b) -> a & b, null));
            case "BitwiseOr" -> OpEntry.broadcasting().computing(kernel(null, (a, b) -> a | b, (a, b) -> a | b, null));
            case "BitwiseXor" -> OpEntry.broadcasting().computing(kernel(null, (a, b) -> a ^ b, (a, b) -> a ^ b, null));
            case "LeftShift" -> OpEntry.broadcasting().computing(call -> shift(call, true));
            case "RightShift" -> OpEntry.broadcasting().computing(call -> shift(call, false));
            case "AddN" ->
                OpEntry.shaped(ArithmeticOps::merged)
                        .refusing(call -> Refusals.same(call, 0, call.inputs().size()))
                        .flushing(ArithmeticOps::addN);
            default -> null;
        };
    }

    private static PartialShape merged(InferenceContext call) {
        PartialShape shape = PartialShape.unknown();
        for (TensorFact input : call.inputs()) {
            shape = shape.merge(input.shape());
        }
        return shape;
    }

    private static Kernel kernel(
            @Nullable DoubleBinaryOperator real,
            @Nullable LongOperation signed,
            @Nullable LongOperation unsigned,
            @Nullable ComplexOperation complex) {
        Operation operation = new Operation(real, signed, unsigned, complex);
        return call -> compute(call, operation);
    }

    private static List<Tensor> compute(OpKernelContext call, Operation operation) throws NotComputableException {
        return List.of(binary(call, operation, call.input(0), call.input(1)));
    }

    private static Tensor binary(OpKernelContext call, Operation operation, Tensor left, Tensor right)
            throws NotComputableException {
        call.require(left.dtype().equals(right.dtype()));
        long[] dims = Dims.broadcast(left.dims(), right.dims());
        Tensor.Builder output = call.output(left.dtype(), dims);
        int[] leftStrides = Dims.broadcastStrides(left, dims);
        int[] rightStrides = Dims.broadcastStrides(right, dims);
        ElementFormat.Category category = left.format().category();
        DoubleBinaryOperator real = operation.real();
        LongOperation whole = category == ElementFormat.Category.SIGNED ? operation.signed() : operation.unsigned();
        ComplexOperation complex = operation.complex();
        if (category == ElementFormat.Category.REAL && real != null) {
            Dims.walk(
                    dims,
                    leftStrides,
                    rightStrides,
                    (i, a, b) -> output.setDouble(i, real.applyAsDouble(left.getDouble(a), right.getDouble(b))));
        } else if (left.format().isInteger() && whole != null) {
            Dims.walk(
                    dims,
                    leftStrides,
                    rightStrides,
                    (i, a, b) -> output.setLong(i, whole.apply(left.getLong(a), right.getLong(b))));
        } else if (category == ElementFormat.Category.COMPLEX && complex != null) {
            Dims.walk(dims, leftStrides, rightStrides, (i, a, b) -> {
                Complex result = complex.apply(Complex.of(left, a), Complex.of(right, b));
                output.setComplex(i, result.real(), result.imaginary());
            });
        } else if (left.format() == ElementFormat.STRING
                && (call.op().equals("Add") || call.op().equals("AddV2"))) {
            StringOps.concatenate(left, right, output, dims, leftStrides, rightStrides);
        } else {
            throw call.unsupported();
        }
        return output.build();
    }

    private static List<Tensor> addN(OpKernelContext call) throws NotComputableException {
        Operation sum = new Operation(Double::sum, Long::sum, Long::sum, Complex::plus);
        Tensor result = call.input(0);
        for (int i = 1; i < call.inputs(); i++) {
            call.require(Arrays.equals(result.dims(), call.input(i).dims()));
            result = binary(call, sum, result, call.input(i));
        }
        call.require(result.format() != ElementFormat.STRING);
        return List.of(result);
    }

    /** TensorFlow clamps the number of bits to what the type has. */
    private static List<Tensor> shift(OpKernelContext call, boolean left) throws NotComputableException {
        Tensor value = call.input(0);
        int bits = value.format().bytes() * 8;
        LongOperation operation = (a, b) -> {
            int by = (int) Math.max(0, Math.min(b < 0 && value.format() == ElementFormat.UINT64 ? bits : b, bits - 1));
            return left ? a << by : value.format().category() == ElementFormat.Category.SIGNED ? a >> by : a >>> by;
        };
        return compute(call, new Operation(null, operation, operation, null));
    }

    private static long divisor(long value) throws NotComputableException {
        if (value == 0) {
            throw new NotComputableException("division by zero");
        }
        return value;
    }

    private static double floorMod(double a, double b) {
        double rest = a % b;
        return rest != 0 && (b < 0) != (rest < 0) ? rest + b : rest;
    }

    private static double maximum(double a, double b) {
        return Double.isNaN(a) || Double.isNaN(b) ? Double.NaN : a < b ? b : a;
    }

    private static double minimum(double a, double b) {
        return Double.isNaN(a) || Double.isNaN(b) ? Double.NaN : b < a ? b : a;
    }

    /** As C's pow, which unlike Java's gives 1 for a base of 1 and for a base of -1 with an infinite exponent. */
    private static double pow(double base, double exponent) {
        if (base == 1 || (base == -1 && Double.isInfinite(exponent))) {
            return 1;
        }
        return Math.pow(base, exponent);
    }

    private static long power(long base, long exponent, boolean negative) throws NotComputableException {
        if (negative) {
            throw new NotComputableException("an integer to a negative power");
        }
        long result = 1;
        long square = base;
        for (long rest = exponent; rest != 0; rest >>>= 1) {
            if ((rest & 1) != 0) {
                result *= square;
            }
            square *= square;
        }
        return result;
    }
}
