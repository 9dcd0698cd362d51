package io.github.tfmobile.graph.evaluate.math;

import io.github.tfmobile.graph.evaluate.kernel.Complex;
import io.github.tfmobile.graph.evaluate.kernel.Dims;
import io.github.tfmobile.graph.evaluate.kernel.Kernel;
import io.github.tfmobile.graph.evaluate.kernel.KernelCall;
import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;

/** Element-wise functions of one number (tensorflow/core/kernels/cwise_ops.h). */
public final class UnaryKernels {

    private UnaryKernels() {}

    /** Adds these kernels under the ops that they compute. */
    public static void addTo(Map<String, Kernel> table) {
        add(table, "Neg", a -> -a, a -> -a, c -> new Complex(-c.real(), -c.imaginary()));
        add(table, "Square", a -> a * a, a -> a * a, c -> c.times(c));
        add(table, "Conj", a -> a, a -> a, Complex::conjugate);
        add(table, "Sign", UnaryKernels::sign, Long::signum, null);
        add(table, "Reciprocal", a -> 1 / a, null, c -> new Complex(1, 0).over(c));
        add(table, "Inv", a -> 1 / a, null, c -> new Complex(1, 0).over(c));
        add(table, "Relu", a -> a > 0 || Double.isNaN(a) ? a : 0, a -> Math.max(a, 0), null);
        add(
                table,
                "Relu6",
                a -> Double.isNaN(a) ? a : Math.min(Math.max(a, 0), 6),
                a -> Math.min(Math.max(a, 0), 6),
                null);
        add(table, "Floor", Math::floor, a -> a, null);
        add(table, "Ceil", Math::ceil, a -> a, null);
        add(table, "Rint", Math::rint, null, null);
        add(table, "Round", Math::rint, null, null);
        add(table, "Invert", null, a -> ~a, null);
        real(table, "Sqrt", Math::sqrt);
        real(table, "Rsqrt", a -> 1 / Math.sqrt(a));
        add(table, "Exp", Math::exp, null, UnaryKernels::exp);
        real(table, "Erf", ErrorFunction::of);
        real(table, "Erfc", ErrorFunction::complement);
        real(table, "Expm1", Math::expm1);
        real(table, "Log", Math::log);
        real(table, "Log1p", Math::log1p);
        real(table, "Sin", Math::sin);
        real(table, "Cos", Math::cos);
        real(table, "Tan", Math::tan);
        real(table, "Asin", Math::asin);
        real(table, "Acos", Math::acos);
        real(table, "Atan", Math::atan);
        real(table, "Sinh", Math::sinh);
        real(table, "Cosh", Math::cosh);
        real(table, "Tanh", Math::tanh);
        real(table, "Asinh", UnaryKernels::asinh);
        real(table, "Acosh", a -> Math.log(a + Math.sqrt(a - 1) * Math.sqrt(a + 1)));
        real(table, "Atanh", a -> 0.5 * (Math.log1p(a) - Math.log1p(-a)));
        real(table, "Sigmoid", a -> 1 / (1 + Math.exp(-a)));
        real(table, "Softplus", a -> Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))));
        real(table, "Softsign", a -> a / (1 + Math.abs(a)));
        real(table, "Elu", a -> a < 0 ? Math.expm1(a) : a);
        real(table, "Selu", a -> 1.0507009873554805 * (a < 0 ? 1.6732632423543772 * Math.expm1(a) : a));
        table.put("LeakyRelu", call -> {
            double alpha = call.number("alpha", 0.2f);
            return compute(call, a -> a > 0 ? a : a * alpha, null, null);
        });
        table.put("Abs", call -> compute(call, Math::abs, Math::abs, null));
        table.put("IsNan", call -> test(call, Double::isNaN));
        table.put("IsInf", call -> test(call, Double::isInfinite));
        table.put("IsFinite", call -> test(call, Double::isFinite));
        table.put("Real", call -> part(call, (tensor, i) -> tensor.getDouble(i)));
        table.put("Imag", call -> part(call, (tensor, i) -> tensor.getImaginary(i)));
        table.put(
                "ComplexAbs",
                call -> part(call, (tensor, i) -> Math.hypot(tensor.getDouble(i), tensor.getImaginary(i))));
        table.put("Angle", call -> part(call, (tensor, i) -> Math.atan2(tensor.getImaginary(i), tensor.getDouble(i))));
        table.put("Complex", UnaryKernels::complex);
        table.put("ClipByValue", UnaryKernels::clip);
    }

    private static void real(Map<String, Kernel> table, String op, DoubleUnaryOperator function) {
        add(table, op, function, null, null);
    }

    private static void add(
            Map<String, Kernel> table,
            String op,
            @Nullable DoubleUnaryOperator real,
            @Nullable LongUnaryOperator whole,
            @Nullable UnaryOperator<Complex> complex) {
        table.put(op, call -> compute(call, real, whole, complex));
    }

    private static List<Tensor> compute(
            KernelCall call,
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
        } else if (whole != null && allows(call.op(), input.format())) {
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

    /** An order of numbers and their absolute values are those of signed numbers here. */
    private static boolean allows(String op, ElementFormat format) {
        return switch (op) {
            case "Abs", "Sign", "Relu", "Relu6" -> format.isInteger() && format != ElementFormat.UINT64;
            default -> format.isInteger();
        };
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

    private static List<Tensor> test(KernelCall call, Test test) throws NotComputableException {
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

    private static List<Tensor> part(KernelCall call, Part part) throws NotComputableException {
        Tensor input = call.input(0);
        call.require(input.format().category() == ElementFormat.Category.COMPLEX);
        DataType narrow = input.format() == ElementFormat.COMPLEX64 ? DataType.DT_FLOAT : DataType.DT_DOUBLE;
        Tensor.Builder output = call.output(narrow, input.dims());
        for (int i = 0; i < input.elements(); i++) {
            output.setDouble(i, part.of(input, i));
        }
        return List.of(output.build());
    }

    private static List<Tensor> complex(KernelCall call) throws NotComputableException {
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

    private static List<Tensor> clip(KernelCall call) throws NotComputableException {
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
