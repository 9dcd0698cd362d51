package io.github.tfmobile.graph.op.nn;

import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.evaluate.kernel.OpKernelContext;
import io.github.tfmobile.graph.op.entry.OpEntry;
import io.github.tfmobile.graph.op.entry.OpFamily;
import io.github.tfmobile.graph.shape.InferenceContext;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.shape.TensorFact;
import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.registry.Dtype;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;

/**
 * Quantized codes and floats (tensorflow/core/kernels/quantize_op.cc, dequantize_op.cc, fake_quant_ops_functor.h): the
 * modes for a whole tensor; what has an axis is left to the runtime.
 */
public final class QuantizationOps implements OpFamily {

    @Override
    public @Nullable OpEntry entry(String op) {
        return switch (op) {
            case "Dequantize" -> OpEntry.unchanged().computing(QuantizationOps::dequantize);
            case "QuantizeV2" -> OpEntry.of(QuantizationOps::quantized).computing(QuantizationOps::quantize);
            case "FakeQuantWithMinMaxArgs" -> OpEntry.unchanged().computing(QuantizationOps::fakeQuantOfArgs);
            case "FakeQuantWithMinMaxVars" -> OpEntry.unchanged().computing(QuantizationOps::fakeQuantOfVars);
            case "FakeQuantWithMinMaxVarsPerChannel" -> OpEntry.unchanged();
            default -> null;
        };
    }

    private static List<TensorFact> quantized(InferenceContext call) {
        boolean wholeTensor = call.integer("axis", -1) == -1;
        return List.of(
                TensorFact.of(call.shape(0)),
                TensorFact.of(wholeTensor ? PartialShape.scalar() : call.shape(1)),
                TensorFact.of(wholeTensor ? PartialShape.scalar() : call.shape(2)));
    }

    private static List<Tensor> fakeQuantOfArgs(OpKernelContext call) throws NotComputableException {
        return List.of(fakeQuant(call, (float) call.number("min", -6), (float) call.number("max", 6)));
    }

    private static List<Tensor> fakeQuantOfVars(OpKernelContext call) throws NotComputableException {
        call.require(call.input(1).elements() == 1 && call.input(2).elements() == 1);
        return List.of(fakeQuant(
                call, (float) call.input(1).getDouble(0), (float) call.input(2).getDouble(0)));
    }

    private record Codes(double lowest, double highest) {
        static Codes of(OpKernelContext call, Dtype dtype) throws NotComputableException {
            return switch (dtype.dataType()) {
                case DT_QUINT8 -> new Codes(0, 255);
                case DT_QINT8 -> new Codes(-128, 127);
                case DT_QUINT16 -> new Codes(0, 65535);
                case DT_QINT16 -> new Codes(-32768, 32767);
                case DT_QINT32 -> new Codes(Integer.MIN_VALUE, Integer.MAX_VALUE);
                default -> throw call.unsupported();
            };
        }

        double steps() {
            return highest - lowest;
        }
    }

    private static float range(OpKernelContext call, int index) throws NotComputableException {
        Tensor value = call.input(index);
        call.require(value.elements() == 1 && value.format() == ElementFormat.FLOAT);
        return (float) value.getDouble(0);
    }

    private static List<Tensor> dequantize(OpKernelContext call) throws NotComputableException {
        Tensor input = call.input(0);
        Codes codes = Codes.of(call, input.dtype());
        call.require(call.integer("axis", -1) == -1
                && !call.flag("narrow_range", false)
                && call.type("dtype", DataType.DT_FLOAT).is(DataType.DT_FLOAT));
        float min = range(call, 1);
        float max = range(call, 2);
        Tensor.Builder output = call.output(DataType.DT_FLOAT, input.dims());
        boolean signed = input.format().category() == ElementFormat.Category.SIGNED;
        switch (call.text("mode", "MIN_COMBINED")) {
            case "MIN_COMBINED" -> {
                float scale = (max - min) / (float) codes.steps();
                float shift = signed ? (float) (codes.steps() + 1) / 2 : 0;
                for (int i = 0; i < output.elements(); i++) {
                    output.setDouble(i, ((float) input.getLong(i) + shift) * scale + min);
                }
            }
            case "MIN_FIRST" -> {
                call.require(min != max);
                double scale = ((double) max - min)
                        * Math.pow(2, input.format().bytes() * 8)
                        / (Math.pow(2, input.format().bytes() * 8) - 1)
                        / Math.pow(2, input.format().bytes() * 8);
                float rounded = (float) roundAway(min / (float) scale) * (float) scale;
                for (int i = 0; i < output.elements(); i++) {
                    output.setDouble(i, rounded + (input.getLong(i) - codes.lowest()) * (float) scale);
                }
            }
            case "SCALED" -> {
                float scale = signed
                        ? Math.max(min / (float) codes.lowest(), max / (float) codes.highest())
                        : max / (float) codes.highest();
                for (int i = 0; i < output.elements(); i++) {
                    output.setDouble(i, (float) input.getLong(i) * scale);
                }
            }
            default -> throw call.unsupported();
        }
        return List.of(output.build());
    }

    private static List<Tensor> quantize(OpKernelContext call) throws NotComputableException {
        Tensor input = call.input(0);
        Dtype dtype = call.type("T");
        Codes codes = Codes.of(call, dtype);
        call.require(input.format() == ElementFormat.FLOAT
                && call.integer("axis", -1) == -1
                && !call.flag("narrow_range", false)
                && !dtype.is(DataType.DT_QINT32));
        float givenMin = range(call, 1);
        float givenMax = range(call, 2);
        call.require(givenMin <= givenMax);
        float least = (float) call.number("ensure_minimum_range", 0.01f);
        float min = Math.min(0, givenMin);
        float epsilon = Math.max(1, Math.max(Math.abs(givenMin), Math.abs(givenMax))) * least;
        float max = Math.max(0, Math.max(givenMax, min + epsilon));
        Tensor.Builder output = call.output(dtype, input.dims());
        boolean signed = output.format().category() == ElementFormat.Category.SIGNED;
        switch (call.text("mode", "MIN_COMBINED")) {
            case "MIN_COMBINED" -> {
                float scale = (float) codes.steps() / (max - min);
                float shift = signed ? (float) (codes.steps() + 1) / 2 : 0;
                for (int i = 0; i < output.elements(); i++) {
                    float value = Math.max(Math.min((float) input.getDouble(i), max), min);
                    float code = (value - min) * scale;
                    output.setLong(i, (long) (roundAway(code) - (signed ? shift : 0)));
                }
            }
            case "MIN_FIRST" -> {
                float scale = (float) codes.steps() / (max - min);
                double offset = roundAway(min * scale);
                for (int i = 0; i < output.elements(); i++) {
                    float value = Math.max(Math.min((float) input.getDouble(i), max), min);
                    double code = roundAway(value * scale) - offset + codes.lowest();
                    output.setLong(i, (long) Math.max(codes.lowest(), Math.min(codes.highest(), code)));
                }
            }
            default -> throw call.unsupported();
        }
        Tensor.Builder low = call.output(DataType.DT_FLOAT, call.input(1).dims());
        Tensor.Builder high = call.output(DataType.DT_FLOAT, call.input(2).dims());
        low.setDouble(0, min);
        high.setDouble(0, max);
        return List.of(output.build(), low.build(), high.build());
    }

    /** C's round: ties away from zero. */
    private static double roundAway(float value) {
        return Math.copySign(Math.floor(Math.abs((double) value) + 0.5), value);
    }

    private static Tensor fakeQuant(OpKernelContext call, float min, float max) throws NotComputableException {
        Tensor input = call.input(0);
        long bits = call.integer("num_bits", 8);
        call.require(input.format() == ElementFormat.FLOAT && bits >= 2 && bits <= 16 && min < max);
        float lowest = call.flag("narrow_range", false) ? 1 : 0;
        float highest = (1 << bits) - 1;
        float scale = (max - min) / (highest - lowest);
        float zeroFromMin = lowest - min / scale;
        float zero = zeroFromMin < lowest ? lowest : zeroFromMin > highest ? highest : (float) roundAway(zeroFromMin);
        float nudgedMin = (lowest - zero) * scale;
        float nudgedMax = (highest - zero) * scale;
        float inverse = 1 / scale;
        Tensor.Builder output = call.output(DataType.DT_FLOAT, input.dims());
        for (int i = 0; i < output.elements(); i++) {
            float clamped = Math.max(Math.min((float) input.getDouble(i), nudgedMax), nudgedMin);
            float shifted = clamped - nudgedMin;
            output.setDouble(i, (float) Math.floor(shifted * inverse + 0.5f) * scale + nudgedMin);
        }
        return output.build();
    }
}
