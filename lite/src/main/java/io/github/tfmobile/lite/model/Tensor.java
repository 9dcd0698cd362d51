package io.github.tfmobile.lite.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tensor of a subgraph.
 *
 * @param index its number in the subgraph
 * @param name its name, which may be empty
 * @param shape its dims; empty for a scalar and for an unknown rank
 * @param shapeSignature its dims with -1 for unknown ones; null where they are all known
 * @param hasRank whether the model says that the rank is known
 * @param buffer the number of the buffer with its constant value; 0 for none
 * @param quantization how it is quantized; null where no scale is given
 * @param variable whether it keeps its value from one run to the next
 */
public record Tensor(
        int index,
        String name,
        TensorType type,
        List<Integer> shape,
        @Nullable List<Integer> shapeSignature,
        boolean hasRank,
        int buffer,
        @Nullable Quantization quantization,
        boolean variable) {

    /** The dims, -1 where one is unknown. */
    public List<Integer> dims() {
        return shapeSignature == null || shapeSignature.isEmpty() ? shape : shapeSignature;
    }

    /** How long the name of a tensor may be in a message. */
    private static final int SHOWN = 80;

    /** Its name, or its number where it has none. */
    public String label() {
        return name.isEmpty() ? "#" + index : name;
    }

    /** The same, and of a very long name the beginning alone. */
    String shortLabel() {
        String label = label();
        return label.length() <= SHOWN ? label : label.substring(0, SHOWN) + "...";
    }

    /** {@code name FLOAT32[1,?,3]}. */
    public String text() {
        StringBuilder text = new StringBuilder(label()).append(' ').append(type).append('[');
        String separator = "";
        for (int dim : dims()) {
            text.append(separator).append(dim < 0 ? "?" : Integer.toString(dim));
            separator = ",";
        }
        return text.append(']').toString();
    }

    /**
     * How the numbers of a tensor are quantized.
     *
     * @param scales how many scales there are: one, or one for each slice along the dimension
     * @param scale the first one
     * @param zeroPoint the first zero point
     * @param dimension the dimension whose slices have scales of their own
     */
    public record Quantization(int scales, float scale, long zeroPoint, int dimension) {}
}
