package io.github.tfmobile.graph.op.math;

import io.github.tfmobile.graph.evaluate.kernel.Complex;
import io.github.tfmobile.graph.evaluate.kernel.Dims;
import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.evaluate.kernel.OpKernelContext;
import io.github.tfmobile.graph.evaluate.kernel.Rounding;
import io.github.tfmobile.graph.op.entry.OpEntry;
import io.github.tfmobile.graph.op.entry.OpFamily;
import io.github.tfmobile.graph.shape.InferenceContext;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.shape.Refusals;
import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;

/** Reductions along axes, cumulative ones and positions of extremes (tensorflow/core/kernels/reduction_ops.h). */
public final class ReductionOps implements OpFamily {

    private enum Kind {
        SUM,
        MEAN,
        PROD,
        MAX,
        MIN,
        ALL,
        ANY
    }

    @Override
    public @Nullable OpEntry entry(String op) {
        return switch (op) {
            case "Sum" -> OpEntry.reducing().flushing(call -> reduce(call, Kind.SUM));
            case "Mean" -> OpEntry.reducing().flushing(call -> reduce(call, Kind.MEAN));
            case "Prod" -> OpEntry.reducing().flushing(call -> reduce(call, Kind.PROD));
            case "Max" -> OpEntry.reducing().computing(call -> reduce(call, Kind.MAX));
            case "Min" -> OpEntry.reducing().computing(call -> reduce(call, Kind.MIN));
            case "All" -> OpEntry.reducing().computing(call -> reduce(call, Kind.ALL));
            case "Any" -> OpEntry.reducing().computing(call -> reduce(call, Kind.ANY));
            case "ArgMax" ->
                OpEntry.shaped(ReductionOps::positioned)
                        .refusing(Refusals::axes)
                        .computing(call -> position(call, true));
            case "ArgMin" ->
                OpEntry.shaped(ReductionOps::positioned)
                        .refusing(Refusals::axes)
                        .computing(call -> position(call, false));
            case "Cumsum" -> OpEntry.unchanged().flushing(call -> cumulate(call, false));
            case "Cumprod" -> OpEntry.unchanged().flushing(call -> cumulate(call, true));
            case "CumulativeLogsumexp" -> OpEntry.unchanged();
            case "L2Loss" -> OpEntry.shaped(call -> PartialShape.scalar()).flushing(ReductionOps::halfOfSquares);
            default -> null;
        };
    }

    private static PartialShape positioned(InferenceContext call) {
        PartialShape in = call.shape(0);
        Long along = call.value(1);
        Integer axis = along == null ? null : in.axis(along);
        if (axis != null) {
            return in.without(axis);
        }
        return in.rank() > 0 ? PartialShape.ofRank(in.rank() - 1) : PartialShape.unknown();
    }

    private static List<Tensor> halfOfSquares(OpKernelContext call) throws NotComputableException {
        Tensor input = call.input(0);
        call.require(input.format().category() == ElementFormat.Category.REAL);
        double sum = 0;
        for (int i = 0; i < input.elements(); i++) {
            sum += input.getDouble(i) * input.getDouble(i);
        }
        Tensor.Builder output = call.output(input.dtype());
        output.setDouble(0, sum / 2);
        return List.of(output.build());
    }

    private static List<Tensor> reduce(OpKernelContext call, Kind kind) throws NotComputableException {
        Tensor input = call.input(0);
        boolean logical = kind == Kind.ALL || kind == Kind.ANY;
        ElementFormat.Category category = input.format().category();
        call.require(logical == (category == ElementFormat.Category.BOOL));
        call.require(logical
                || input.format().isInteger()
                || category == ElementFormat.Category.REAL
                || (category == ElementFormat.Category.COMPLEX && kind != Kind.MAX && kind != Kind.MIN));
        boolean[] reduced = new boolean[input.rank()];
        for (long axis : call.vector(1)) {
            int at = Dims.axis(axis, input.rank());
            call.require(!reduced[at]);
            reduced[at] = true;
        }
        boolean keep = call.flag("keep_dims", false);
        List<Long> dims = new ArrayList<>();
        int[] strides = new int[input.rank()];
        int stride = 1;
        long each = 1;
        for (int i = input.rank() - 1; i >= 0; i--) {
            if (reduced[i]) {
                each *= input.dim(i);
                if (keep) {
                    dims.add(0, 1L);
                }
            } else {
                dims.add(0, input.dim(i));
                strides[i] = stride;
                stride = (int) (stride * input.dim(i));
            }
        }
        Tensor.Builder output = call.output(
                input.dtype(), dims.stream().mapToLong(Long::longValue).toArray());
        Accumulator sums = Accumulator.of(kind, input.format(), output.elements());
        Dims.walk(input.dims(), strides, 0, (i, a, b) -> sums.add(a, input, i));
        for (int i = 0; i < output.elements(); i++) {
            sums.store(output, i, each);
        }
        return List.of(output.build());
    }

    /** What has been summed up for each element of the result. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Accumulator(Kind kind, ElementFormat format, double[] real, double[] imaginary, long[] whole) {

        static Accumulator of(Kind kind, ElementFormat format, int count) {
            boolean isReal = format.category() == ElementFormat.Category.REAL;
            boolean isComplex = format.category() == ElementFormat.Category.COMPLEX;
            double[] real = new double[isReal || isComplex ? count : 0];
            double[] imaginary = new double[isComplex ? count : 0];
            long[] whole = new long[isReal || isComplex ? 0 : count];
            switch (kind) {
                case PROD -> {
                    Arrays.fill(real, 1);
                    Arrays.fill(whole, 1);
                }
                case MAX -> {
                    Arrays.fill(real, Double.NEGATIVE_INFINITY);
                    Arrays.fill(whole, lowest(format));
                }
                case MIN -> {
                    Arrays.fill(real, Double.POSITIVE_INFINITY);
                    Arrays.fill(whole, highest(format));
                }
                case ALL -> Arrays.fill(whole, 1);
                case SUM, MEAN, ANY -> {
                    // from zero
                }
            }
            return new Accumulator(kind, format, real, imaginary, whole);
        }

        private static long lowest(ElementFormat format) {
            return format.category() == ElementFormat.Category.SIGNED ? Long.MIN_VALUE >> (64 - format.bytes() * 8) : 0;
        }

        private static long highest(ElementFormat format) {
            return format.category() == ElementFormat.Category.SIGNED
                    ? Long.MAX_VALUE >> (64 - format.bytes() * 8)
                    : -1L >>> (64 - format.bytes() * 8);
        }

        void add(int to, Tensor from, int i) throws NotComputableException {
            if (imaginary.length > 0) {
                Complex sum = new Complex(real[to], imaginary[to]);
                Complex next = Complex.of(from, i);
                Complex result = kind == Kind.PROD ? sum.times(next) : sum.plus(next);
                real[to] = result.real();
                imaginary[to] = result.imaginary();
            } else if (real.length > 0) {
                double value = from.getDouble(i);
                if (Double.isNaN(value) && (kind == Kind.MAX || kind == Kind.MIN)) {
                    throw new NotComputableException("the largest of numbers of which one is NaN depends on the CPU");
                }
                real[to] = switch (kind) {
                    case PROD -> real[to] * value;
                    case MAX -> Math.max(real[to], value);
                    case MIN -> Math.min(real[to], value);
                    default -> real[to] + value;
                };
            } else {
                long value = from.getLong(i);
                boolean less = format.category() == ElementFormat.Category.UNSIGNED
                        ? Long.compareUnsigned(value, whole[to]) < 0
                        : value < whole[to];
                whole[to] = switch (kind) {
                    case PROD -> whole[to] * value;
                    case MAX -> less ? whole[to] : value;
                    case MIN -> less ? value : whole[to];
                    case ALL -> whole[to] & value;
                    case ANY -> whole[to] | value;
                    case SUM, MEAN -> whole[to] + value;
                };
            }
        }

        void store(Tensor.Builder output, int i, long each) throws NotComputableException {
            if (imaginary.length > 0) {
                double by = kind == Kind.MEAN ? each : 1;
                output.setComplex(i, real[i] / by, imaginary[i] / by);
            } else if (real.length > 0) {
                output.setDouble(i, kind == Kind.MEAN ? real[i] / each : real[i]);
            } else if (kind == Kind.MEAN) {
                int bits = 64 - format.bytes() * 8;
                boolean fits = format.category() == ElementFormat.Category.SIGNED
                        ? ((whole[i] << bits) >> bits) == whole[i]
                        : ((whole[i] << bits) >>> bits) == whole[i] && whole[i] >= 0;
                if (each == 0 || !fits) {
                    throw new NotComputableException("a mean whose sum overflows");
                }
                output.setLong(i, whole[i] / each);
            } else {
                output.setLong(i, whole[i]);
            }
        }
    }

    private static List<Tensor> position(OpKernelContext call, boolean largest) throws NotComputableException {
        Tensor input = call.input(0);
        call.require(input.format().isInteger() || input.format().category() == ElementFormat.Category.REAL);
        int axis = Dims.axis(call.scalar(1), input.rank());
        int size = (int) input.dim(axis);
        call.require(size > 0);
        long[] dims = new long[input.rank() - 1];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = input.dim(i < axis ? i : i + 1);
        }
        Tensor.Builder output = call.output(call.type("output_type", DataType.DT_INT64), dims);
        int inner = Dims.product(input.dims(), axis + 1, input.rank());
        for (int i = 0; i < output.elements(); i++) {
            int start = i / inner * size * inner + i % inner;
            int best = 0;
            for (int j = 0; j < size; j++) {
                call.require(!Double.isNaN(input.getDouble(start + j * inner)));
                int order = compare(input, start + j * inner, start + best * inner);
                if (largest ? order > 0 : order < 0) {
                    best = j;
                }
            }
            output.setLong(i, best);
        }
        return List.of(output.build());
    }

    private static int compare(Tensor tensor, int a, int b) {
        return switch (tensor.format().category()) {
            case SIGNED -> Long.compare(tensor.getLong(a), tensor.getLong(b));
            case UNSIGNED -> Long.compareUnsigned(tensor.getLong(a), tensor.getLong(b));
            default -> {
                double left = tensor.getDouble(a);
                double right = tensor.getDouble(b);
                yield left < right ? -1 : left > right ? 1 : 0;
            }
        };
    }

    private static List<Tensor> cumulate(OpKernelContext call, boolean product) throws NotComputableException {
        Tensor input = call.input(0);
        boolean real = input.format().category() == ElementFormat.Category.REAL;
        call.require(real || input.format().isInteger());
        int axis = Dims.axis(call.scalar(1), input.rank());
        boolean exclusive = call.flag("exclusive", false);
        boolean reverse = call.flag("reverse", false);
        int size = (int) input.dim(axis);
        int inner = Dims.product(input.dims(), axis + 1, input.rank());
        Tensor.Builder output = call.output(input.dtype(), input.dims());
        Rounding rounding = Rounding.of(input.format());
        int lines = size == 0 ? 0 : (int) input.elements() / size;
        for (int line = 0; line < lines; line++) {
            int start = line / inner * size * inner + line % inner;
            double sum = product ? 1 : 0;
            long whole = product ? 1 : 0;
            for (int j = 0; j < size; j++) {
                int at = start + (reverse ? size - 1 - j : j) * inner;
                double before = sum;
                long wholeBefore = whole;
                if (real) {
                    sum = rounding.round(product ? sum * input.getDouble(at) : sum + input.getDouble(at));
                    output.setDouble(at, exclusive ? before : sum);
                } else {
                    whole = product ? whole * input.getLong(at) : whole + input.getLong(at);
                    output.setLong(at, exclusive ? wholeBefore : whole);
                }
            }
        }
        return List.of(output.build());
    }
}
