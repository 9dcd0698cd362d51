package io.github.tfmobile.graph.tensor;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorShapeProto;

/** Reading, writing and comparing shapes; -1 is an unknown dim. */
public final class TensorShapes {

    private static final int MAX_DIMS = 254;

    private TensorShapes() {}

    /**
     * Reads comma-separated dims, {@code ?} or {@code -1} for one that is not known; nothing at all is the shape of a
     * scalar, {@code ...} one of unknown rank. Null when it is no such list.
     */
    public static @Nullable TensorShapeProto parse(String dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        if (dims.isBlank()) {
            return shape.build();
        }
        if (dims.strip().equals("...")) {
            return shape.setUnknownRank(true).build();
        }
        for (String part : dims.split(",", -1)) {
            String dim = part.strip();
            long size;
            if (dim.equals("?") || dim.equals("-1")) {
                size = -1;
            } else if (dim.isEmpty() || dim.length() > 18 || !dim.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return null;
            } else {
                size = Long.parseLong(dim);
            }
            shape.addDimBuilder().setSize(size);
        }
        return shape.getDimCount() > MAX_DIMS ? null : shape.build();
    }

    /** {@code [1,?,3]}, {@code []} for a scalar, {@code [...]} when the rank is unknown. */
    public static String text(TensorShapeProto shape) {
        if (shape.getUnknownRank()) {
            return "[...]";
        }
        return shape.getDimList().stream()
                .map(dim -> dim.getSize() < 0 ? "?" : Long.toString(dim.getSize()))
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** A shape of these dims. */
    public static TensorShapeProto of(long... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long dim : dims) {
            shape.addDimBuilder().setSize(dim);
        }
        return shape.build();
    }

    /** A shape of these dims. */
    public static TensorShapeProto of(Iterable<Long> dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        dims.forEach(dim -> shape.addDimBuilder().setSize(dim));
        return shape.build();
    }

    /** Whether a value of a shape may be where another is declared. */
    public static boolean fits(TensorShapeProto declared, TensorShapeProto value) {
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

    /** What both shapes say together, null when they contradict each other. */
    public static @Nullable TensorShapeProto merge(TensorShapeProto a, TensorShapeProto b) {
        if (a.getUnknownRank()) {
            return b;
        }
        if (b.getUnknownRank()) {
            return a;
        }
        if (a.getDimCount() != b.getDimCount()) {
            return null;
        }
        TensorShapeProto.Builder merged = TensorShapeProto.newBuilder();
        for (int i = 0; i < a.getDimCount(); i++) {
            long left = a.getDim(i).getSize();
            long right = b.getDim(i).getSize();
            if (left >= 0 && right >= 0 && left != right) {
                return null;
            }
            merged.addDimBuilder().setSize(Math.max(left, right));
        }
        return merged.build();
    }
}
