package io.github.tfmobile.codegen.model;

import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorShapeProto;

/**
 * An input or output of a final graph.
 *
 * @param name the tensor: {@code node} or {@code node:port}
 * @param dtype its type; null when not known
 * @param shape its shape, -1 an unknown dim; null when not even the rank is known
 */
public record ModelTensor(
        String name, @Nullable Dtype dtype, @Nullable TensorShapeProto shape) {

    /** The dtype as a user writes it, {@code float}; {@code "?"} when not known. */
    public String dtypeText() {
        return dtype == null ? "?" : dtype.name();
    }

    /** {@code [1,299,299,3]}, {@code []} for a scalar, {@code ?} for an unknown dim; {@code "?"} for an unknown rank. */
    public String shapeText() {
        if (shape == null || shape.getUnknownRank()) {
            return "?";
        }
        List<String> dims = new ArrayList<>();
        shape.getDimList().forEach(dim -> dims.add(dim.getSize() < 0 ? "?" : Long.toString(dim.getSize())));
        return "[" + String.join(",", dims) + "]";
    }
}
