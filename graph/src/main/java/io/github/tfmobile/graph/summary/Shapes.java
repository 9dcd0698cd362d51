package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.tensor.TensorShapes;
import io.github.tfmobile.registry.Dtype;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorShapeProto;

/** Shapes and dtypes as the summary writes them. */
final class Shapes {

    private Shapes() {}

    /** The number of elements; -1 when a dim or the rank is unknown or the product leaves the range of a long. */
    static long elements(TensorShapeProto shape) {
        if (shape.getUnknownRank()) {
            return -1;
        }
        long elements = 1;
        for (TensorShapeProto.Dim dim : shape.getDimList()) {
            if (dim.getSize() < 0) {
                return -1;
            }
            try {
                elements = Math.multiplyExact(elements, dim.getSize());
            } catch (ArithmeticException e) {
                return -1;
            }
        }
        return elements;
    }

    /** {@code [1,?,3]}, {@code []} for a scalar, {@code ?} when nothing is known. */
    static String text(@Nullable TensorShapeProto shape) {
        return shape == null || shape.getUnknownRank() ? "?" : TensorShapes.text(shape);
    }

    /** {@code float}, {@code int32}, {@code string_ref}; {@code ?} when nothing is known. */
    static String text(@Nullable Dtype dtype) {
        return dtype == null ? "?" : dtype.name();
    }
}
