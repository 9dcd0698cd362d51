package io.github.tfmobile.graph.evaluate.kernel;

import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.SmallFloats;

/** Rounds the steps of a computation as TensorFlow does, which keeps them in the dtype. */
@FunctionalInterface
public interface Rounding {

    double round(double value);

    static Rounding of(ElementFormat format) {
        return switch (format) {
            case FLOAT -> value -> (float) value;
            case HALF -> value -> SmallFloats.halfToFloat(SmallFloats.floatToHalf((float) value));
            case BFLOAT16 -> value -> SmallFloats.bfloat16ToFloat(SmallFloats.floatToBfloat16((float) value));
            default -> value -> value;
        };
    }
}
