package io.github.tfmobile.graph.op.math;

import io.github.tfmobile.graph.evaluate.kernel.Denormals;
import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.evaluate.kernel.OpKernelContext;
import io.github.tfmobile.graph.op.entry.OpEntry;
import io.github.tfmobile.graph.op.entry.OpFamily;
import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.registry.Dtype;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Conversion between dtypes (tensorflow/core/kernels/cast_op.h, bitcast_op.cc). */
public final class CastOps implements OpFamily {

    @Override
    public @Nullable OpEntry entry(String op) {
        return switch (op) {
            case "Cast" -> OpEntry.forwarding().computing(CastOps::cast);
            case "Bitcast" -> OpEntry.unchanged().computing(CastOps::bitcast);
            default -> null;
        };
    }

    private static List<Tensor> cast(OpKernelContext call) throws NotComputableException {
        Dtype to = call.type("DstT");
        if (call.any(0).dtype().equals(to)) {
            return List.of(call.any(0));
        }
        Tensor input = call.input(0);
        Tensor.Builder output = call.output(to, input.dims());
        ElementFormat from = input.format();
        ElementFormat format = output.format();
        call.require(computable(from) && computable(format) && !call.flag("Truncate", false));
        for (int i = 0; i < input.elements(); i++) {
            if (format == ElementFormat.BOOL) {
                output.setBoolean(
                        i, converted(input.getDouble(i), from, from) != 0); // of a complex number the real part
            } else if (format.category() == ElementFormat.Category.COMPLEX) {
                output.setComplex(i, input.getDouble(i), input.getImaginary(i));
            } else if (format == ElementFormat.FLOAT || format == ElementFormat.DOUBLE) {
                output.setDouble(i, converted(input.getDouble(i), from, ElementFormat.FLOAT));
            } else if (format.category() == ElementFormat.Category.REAL) {
                output.setDouble(i, input.getDouble(i));
            } else if (from.isInteger() || from == ElementFormat.BOOL) {
                output.setLong(i, input.getLong(i));
            } else {
                output.setLong(i, whole(input.getDouble(i), format));
            }
        }
        return List.of(output.build());
    }

    /** What the processor makes of a float or double that it converts or compares: zero of a denormal one. */
    private static double converted(double value, ElementFormat from, ElementFormat smallest) {
        boolean flushes = from == ElementFormat.FLOAT || from == ElementFormat.DOUBLE;
        return flushes ? Denormals.flushed(value, smallest) : value;
    }

    private static boolean computable(ElementFormat format) {
        return format.category() != ElementFormat.Category.STRING && format.category() != ElementFormat.Category.OPAQUE;
    }

    /** A float as an integer; what does not fit is undefined in C++ and left to the runtime. */
    private static long whole(double value, ElementFormat format) throws NotComputableException {
        double cut = value < 0 ? Math.ceil(value) : Math.floor(value);
        int bits = format.bytes() * 8;
        boolean signed = format.category() == ElementFormat.Category.SIGNED;
        double low = signed ? -Math.scalb(1.0, bits - 1) : 0;
        double high = Math.scalb(1.0, signed ? bits - 1 : bits);
        if (!(cut >= low && cut < high)) {
            throw new NotComputableException("a float that the integer type does not hold");
        }
        return cut >= 0x1p63 ? (long) (cut - 0x1p63) ^ Long.MIN_VALUE : (long) cut;
    }

    private static List<Tensor> bitcast(OpKernelContext call) throws NotComputableException {
        Tensor input = call.input(0);
        Dtype to = call.type("type");
        ElementFormat format = ElementFormat.of(to);
        call.require(format != null
                && format.bytes() > 0
                && format.bytes() == input.format().bytes());
        return format == null ? List.of() : List.of(input.retyped(to, format));
    }
}
