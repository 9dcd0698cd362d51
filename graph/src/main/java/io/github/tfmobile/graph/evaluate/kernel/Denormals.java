package io.github.tfmobile.graph.evaluate.kernel;

import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;

/** Floats below the smallest normal one, which TensorFlow's threads have the processor take for zero. */
public final class Denormals {

    private Denormals() {}

    /** A tensor with zeros of the same sign in place of denormal floats and doubles; other dtypes are left as they are. */
    public static Tensor flushed(Tensor tensor) {
        if (tensor.format() != ElementFormat.FLOAT && tensor.format() != ElementFormat.DOUBLE) {
            return tensor;
        }
        for (int i = 0; i < tensor.elements(); i++) {
            double value = tensor.getDouble(i);
            if (value != 0 && flushed(value, tensor.format()) == 0) {
                return copy(tensor);
            }
        }
        return tensor;
    }

    private static Tensor copy(Tensor tensor) {
        Tensor.Builder copy = Tensor.builder(tensor.dtype(), tensor.dims());
        for (int i = 0; i < tensor.elements(); i++) {
            copy.setDouble(i, flushed(tensor.getDouble(i), tensor.format()));
        }
        return copy.build();
    }

    /** A value, or zero of its sign where it is denormal in a format: {@code FLOAT} or {@code DOUBLE}. */
    public static double flushed(double value, ElementFormat format) {
        double smallest = format == ElementFormat.FLOAT ? Float.MIN_NORMAL : Double.MIN_NORMAL;
        return Math.abs(value) < smallest ? Math.copySign(0, value) : value;
    }
}
