package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.registry.Dtype;
import java.util.List;
import java.util.stream.Collectors;
import org.tensorflow.proto.TensorShapeProto;

/** Shapes and types as messages show them. */
final class Shapes {

    private Shapes() {}

    /** Whether a value of shape {@code value} may be where {@code declared} is declared. */
    static boolean fits(TensorShapeProto declared, TensorShapeProto value) {
        if (declared.getUnknownRank()) {
            return true;
        }
        if (declared.getDimCount() != value.getDimCount()) {
            return false;
        }
        for (int i = 0; i < declared.getDimCount(); i++) {
            long size = declared.getDim(i).getSize();
            if (size >= 0 && size != value.getDim(i).getSize()) {
                return false;
            }
        }
        return true;
    }

    /** {@code [2,3]}, an unknown dim as {@code ?}. */
    static String text(TensorShapeProto shape) {
        return shape.getUnknownRank()
                ? "[...]"
                : shape.getDimList().stream()
                        .map(dim -> dim.getSize() < 0 ? "?" : String.valueOf(dim.getSize()))
                        .collect(Collectors.joining(",", "[", "]"));
    }

    /** {@code float} for DT_FLOAT, as users write it. */
    static String text(Dtype dtype) {
        return dtype.name();
    }

    /** A shape of known sizes. */
    static TensorShapeProto of(List<Long> sizes) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        sizes.forEach(size -> shape.addDimBuilder().setSize(size));
        return shape.build();
    }
}
