package io.github.tfmobile.graph.checkpoint;

import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.registry.Dtype;
import org.tensorflow.proto.TensorShapeProto;

/** Sizes of elements and tensors in files. */
final class Elements {

    /** The size of a dtype whose elements differ in size. */
    static final int VARIABLE = 0;

    /** The size of a dtype that is not known. */
    static final int UNKNOWN = -1;

    private Elements() {}

    /**
     * Bytes per element in a checkpoint, by the number of the dtype; four- and two-bit integers take a byte each.
     * {@link #VARIABLE} for strings, {@link #UNKNOWN} for what no checkpoint holds as plain bytes.
     */
    static int size(int dtype) {
        ElementFormat format = ElementFormat.of(new Dtype(dtype));
        return format == null ? UNKNOWN : format == ElementFormat.STRING ? VARIABLE : format.bytes();
    }

    /** What messages call a dtype. */
    static String name(int dtype) {
        Dtype known = new Dtype(dtype);
        return known.isKnown() || dtype == 0 ? known.constant() : known.name();
    }

    /** How many elements a shape has; -1 where a dim is negative or the product is beyond any file. */
    static long count(TensorShapeProto shape) {
        long count = 1;
        boolean empty = false;
        for (TensorShapeProto.Dim dim : shape.getDimList()) {
            long size = dim.getSize();
            if (size < 0) {
                return -1;
            }
            if (size == 0) {
                empty = true;
            } else if (count > (1L << 60) / size) {
                count = -1;
                break;
            } else {
                count *= size;
            }
        }
        return empty ? 0 : shape.getUnknownRank() ? -1 : count;
    }

    /** A shape as messages show it. */
    static String text(TensorShapeProto shape) {
        StringBuilder text = new StringBuilder("[");
        for (TensorShapeProto.Dim dim : shape.getDimList()) {
            text.append(text.length() > 1 ? "," : "").append(dim.getSize());
        }
        return text.append(']').toString();
    }
}
