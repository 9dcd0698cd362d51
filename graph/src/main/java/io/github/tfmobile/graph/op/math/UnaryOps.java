package io.github.tfmobile.graph.op.math;

import io.github.tfmobile.graph.evaluate.kernel.Complex;
import io.github.tfmobile.graph.evaluate.kernel.Dims;
import io.github.tfmobile.graph.evaluate.kernel.Kernel;
import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.evaluate.kernel.OpKernelContext;
import io.github.tfmobile.graph.op.entry.OpEntry;
import io.github.tfmobile.graph.op.entry.OpFamily;
import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;

/** Element-wise functions of one number (tensorflow/core/kernels/cwise_ops.h). */
public final class UnaryOps implements OpFamily {

    @Override
    public @Nullable OpEntry entry(String op) {
        return switch (op) {
            case "Neg" ->
                OpEntry.unchanged().computing(kernel(a -> -a, a -> -a, c -> new Complex(-c.real(), -c.imaginary())));
            case "Abs" -> OpEntry.unchanged().computing(signed(Math::abs, Math::abs));
            case "Sign" -> OpEntry.unchanged().computing(signed(UnaryOps::sign, Long::signum));
            case "Square" -> OpEntry.unchanged().flushing(kernel(a -> a * a, a -> a * a, c -> c.times(c)));
            case "Conj" -> OpEntry.unchanged().computing(kernel(a -> a, a -> a, Complex::conjugate));
            case "Reciprocal", "Inv" ->
                OpEntry.unchanged().flushing(kernel(a -> 1 / a, null, c -> new Complex(1, 0).over(c)));
            case "Relu" ->
                OpEntry.unchanged().flushing(signed(a -> a > 0 || Double.isNaN(a) ? a : 0, a -> Math.max(a, 0)));
            case "Relu6" ->
                OpEntry.unchanged()
                        .computing(signed(
                                a -> Double.isNaN(a) ? a : Math.min(Math.max(a, 0), 6),
                                a -> Math.min(Math.max(a, 0), 6)));
            case "LeakyRelu" -> OpEntry.unchanged().flushing(UnaryOps::leakyRelu);
            case "Floor" -> OpEntry.unchanged().flushing(kernel(Math::floor, a -> a, null));
            case "Ceil" -> OpEntry.unchanged().flushing(kernel(Math::ceil, a -> a, null));
            case "Rint", "Round" -> OpEntry.unchanged().flushing(kernel(Math::rint));
            case "Invert" -> OpEntry.unchanged().computing(kernel(null, a -> ~a, null));
            case "Sqrt" -> OpEntry.unchanged().flushing(kernel(Math::sqrt));
            case "Rsqrt" -> OpEntry.unchanged().flushing(kernel(a -> 1 / Math.sqrt(a)));
            case "Exp" -> OpEntry.unchanged().computing(kernel(Math::exp, null, UnaryOps::exp));
            case "Erf" -> OpEntry.unchanged().flushing(kernel(ErrorFunction::of));
            case "Erfc" -> OpEntry.unchanged().computing(kernel(ErrorFunction::complement));
            case "Expm1" -> OpEntry.unchanged().computing(kernel(Math::expm1));
            case "Log" -> OpEntry.unchanged().computing(kernel(Math::log));
            case "Log1p" -> OpEntry.unchanged().computing(kernel(Math::log1p));
            case "Sin" -> OpEntry.unchanged().computing(kernel(Math::sin));
            case "Cos" -> OpEntry.unchanged().computing(kernel(Math::cos));
            case "Tan" -> OpEntry.unchanged().computing(kernel(Math::tan));
            case "Asin" -> OpEntry.unchanged().computing(kernel(Math::asin));
            case "Acos" -> OpEntry.unchanged().computing(kernel(Math::acos));
            case "Atan" -> OpEntry.unchanged().computing(kernel(Math::atan));
            case "Sinh" -> OpEntry.unchanged().computing(kernel(Math::sinh));
            case "Cosh" -> OpEntry.unchanged().computing(kernel(Math::cosh));
            case "Tanh" -> OpEntry.unchanged().flushing(kernel(Math::tanh));
            case "Asinh" -> OpEntry.unchanged().computing(kernel(UnaryOps::asinh));
            case "Acosh" ->
                OpEntry.unchanged().computing(kernel(a -> Math.log(a + Math.sqrt(a - 1) * Math.sqrt(a + 1))));
            case "Atanh" -> OpEntry.unchanged().computing(kernel(a -> 0.5 * (Math.log1p(a) - Math.log1p(-a))));
            case "Sigmoid" -> OpEntry.unchanged().computing(kernel(a -> 1 / (1 + Math.exp(-a))));
            case "Softplus" ->
                OpEntry.unchanged().computing(kernel(a -> Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)))));
            case "Softsign" -> OpEntry.unchanged().flushing(kernel(a -> a / (1 + Math.abs(a))));
            case "Elu" -> OpEntry.unchanged().computing(kernel(a -> a < 0 ? Math.expm1(a) : a));
            case "Selu" ->
                OpEntry.unchanged()
                        .flushing(kernel(a -> 1.0507009873554805 * (a < 0 ? 1.6732632423543772 * Math.expm1(a) : a)));
            case "Digamma", "Erfinv", "Lgamma" -> OpEntry.unchanged();
            case "IsNan" -> OpEntry.unchanged().computing(call -> test(call, Double::isNaN));
            case "IsInf" -> OpEntry.unchanged().computing(call -> test(call, Double::isInfinite));
            case "IsFinite" -> OpEntry.unchanged().computing(call -> test(call, Double::isFinite));
            case "Real" -> OpEntry.unchanged().computing(call -> part(call, Tensor::getDouble));
            case "Imag" -> OpEntry.unchanged().computing(call -> part(call, Tensor::getImaginary));
            case "ComplexAbs" ->
                OpEntry.unchanged()
                        .computing(call ->
                                part(call, (tensor, i) -> Math.hypot(tensor.getDouble(i), tensor.getImaginary(i))));
            case "Angle" ->
                OpEntry.unchanged()
                        .computing(call ->
                                part(call, (tensor, i) -> Math.atan2(tensor.getImaginary(i), tensor.getDouble(i))));
            case "Complex" -> OpEntry.broadcasting().computing(UnaryOps::complex);
            case "ClipByValue" -> OpEntry.unchanged().flushing(UnaryOps::clip);
            default -> null;
        };
    }

    private static Kernel kernel(DoubleUnaryOperator real) {
        return kernel(real, null, null);
    }

    private static Kernel kernel(
            @Nullable DoubleUnaryOperator real,
            @Nullable LongUnaryOperator whole,
            @Nullable UnaryOperator<Complex> complex) {
        return call -> compute(call, real, whole, complex);
    }

    /** An order of numbers and their absolute values are those of signed numbers here. */
    private static Kernel signed(DoubleUnaryOperator real, LongUnaryOperator whole) {
        return call -> {
            call.require(call.input(0).format() != ElementFormat.UINT64);
            return compute(call, real, whole, null);
        };
    }

    private static List<Tensor> leakyRelu(OpKernelContext call) throws NotComputableException {
        double alpha = call.number("alpha", 0.2f);
        return compute(call, a -> a > 0 ? a : a * alpha, null, null);
    }

    private static List<Tensor> compute(
            OpKernelContext call,
            @Nullable DoubleUnaryOperator real,
            @Nullable LongUnaryOperator whole,
            @Nullable UnaryOperator<Complex> complex)
            throws NotComputableException {
        Tensor input = call.input(0);
        Tensor.Builder output = call.output(input.dtype(), input.dims());
        int count = output.elements();
        if (input.format().category() == ElementFormat.Category.REAL && real != null) {
            for (int i = 0; i < count; i++) {
                output.setDouble(i, real.applyAsDouble(input.getDouble(i)));
            }
        } else if (whole != null && input.format().isInteger()) {
            for (int i = 0; i < count; i++) {
                output.setLong(i, whole.applyAsLong(input.getLong(i)));
            }
        } else if (input.format().category() == ElementFormat.Category.COMPLEX && complex != null) {
            for (int i = 0; i < count; i++) {
                Complex result = complex.apply(Complex.of(input, i));
                output.setComplex(i, result.real(), result.imaginary());
            }
        } else {
            throw call.unsupported();
        }
        return List.of(output.build());
    }

    private static double sign(double a) {
        return Double.isNaN(a) ? a : a > 0 ? 1 : a < 0 ? -1 : 0;
    }

    private static Complex exp(Complex c) {
        double size = Math.exp(c.real());
        return new Complex(size * Math.cos(c.imaginary()), size * Math.sin(c.imaginary()));
    }

    private static double asinh(double a) {
        double size = Math.abs(a);
        double result = size < 1e-4 ? size : Math.log(size + Math.sqrt(size * size + 1));
        return Math.copySign(result, a);
    }

    private interface Test {
        boolean of(double value);
    }

    private static List<Tensor> test(OpKernelContext call, Test test) throws NotComputableException {
        Tensor input = call.input(0);
        call.require(input.format().category() == ElementFormat.Category.REAL);
        Tensor.Builder output = call.output(DataType.DT_BOOL, input.dims());
        for (int i = 0; i < input.elements(); i++) {
            output.setBoolean(i, test.of(input.getDouble(i)));
        }
        return List.of(output.build());
    }

    private interface Part {
        double of(Tensor tensor, int index);
    }

    private static List<Tensor> part(OpKernelContext call, Part part) throws NotComputableException {
        Tensor input = call.input(0);
        call.require(input.format().category() == ElementFormat.Category.COMPLEX);
        DataType narrow = input.format() == ElementFormat.COMPLEX64 ? DataType.DT_FLOAT : DataType.DT_DOUBLE;
        Tensor.Builder output = call.output(narrow, input.dims());
        for (int i = 0; i < input.elements(); i++) {
            output.setDouble(i, part.of(input, i));
        }
        return List.of(output.build());
    }

    private static List<Tensor> complex(OpKernelContext call) throws NotComputableException {
        Tensor real = call.input(0);
        Tensor imaginary = call.input(1);
        call.require(real.format() == imaginary.format() && real.format().category() == ElementFormat.Category.REAL);
        long[] dims = Dims.broadcast(real.dims(), imaginary.dims());
        DataType wide = real.format() == ElementFormat.FLOAT ? DataType.DT_COMPLEX64 : DataType.DT_COMPLEX128;
        Tensor.Builder output = call.output(wide, dims);
        Dims.walk(
                dims,
                Dims.broadcastStrides(real, dims),
                Dims.broadcastStrides(imaginary, dims),
                (i, a, b) -> output.setComplex(i, real.getDouble(a), imaginary.getDouble(b)));
        return List.of(output.build());
    }

    private static List<Tensor> clip(OpKernelContext call) throws NotComputableException {
        Tensor input = call.input(0);
        Tensor low = call.input(1);
        Tensor high = call.input(2);
        call.require(low.format() == input.format() && high.format() == input.format());
        call.require(low.elements() == 1 || low.elements() == input.elements());
        call.require(high.elements() == 1 || high.elements() == input.elements());
        Tensor.Builder output = call.output(input.dtype(), input.dims());
        for (int i = 0; i < input.elements(); i++) {
            int lowAt = low.elements() == 1 ? 0 : i;
            int highAt = high.elements() == 1 ? 0 : i;
            if (input.format().category() == ElementFormat.Category.REAL) {
                double value = input.getDouble(i);
                call.require(!Double.isNaN(value));
                output.setDouble(i, Math.min(Math.max(value, low.getDouble(lowAt)), high.getDouble(highAt)));
            } else {
                call.require(input.format().isInteger() && input.format() != ElementFormat.UINT64);
                output.setLong(i, Math.min(Math.max(input.getLong(i), low.getLong(lowAt)), high.getLong(highAt)));
            }
        }
        return List.of(output.build());
    }
}
