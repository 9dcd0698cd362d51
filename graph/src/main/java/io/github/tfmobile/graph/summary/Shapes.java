package io.github.tfmobile.graph.summary;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;
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
        if (shape == null || shape.getUnknownRank()) {
            return "?";
        }
        return shape.getDimList().stream()
                .map(dim -> dim.getSize() < 0 ? "?" : Long.toString(dim.getSize()))
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** {@code float}, {@code int32}, {@code string_ref}: a type as TensorFlow writes it in text. */
    static String text(@Nullable DataType dtype) {
        if (dtype == null) {
            return "?";
        }
        String name = dtype.name().substring("DT_".length()).toLowerCase(java.util.Locale.ROOT);
        return name;
    }
}
