package io.github.tfmobile.graph.shape;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What ops of several families refuse: each says why, or gives null. */
public final class Refusals {

    private Refusals() {}

    /** Whether two dims are known and not the same. */
    public static boolean differ(long a, long b) {
        return a >= 0 && b >= 0 && a != b;
    }

    /** Whether a shape has another rank. */
    public static @Nullable String rank(PartialShape shape, int rank) {
        return shape.hasRank() && shape.rank() != rank ? shape + " has not " + rank + " dims" : null;
    }

    /** Shapes of which both must be true. */
    public static @Nullable String together(PartialShape a, PartialShape b, String verb) {
        if (!a.hasRank() || !b.hasRank()) {
            return null;
        }
        boolean contradict = a.rank() != b.rank();
        for (int i = 0; !contradict && i < a.rank(); i++) {
            contradict = differ(a.dim(i), b.dim(i));
        }
        return contradict ? a + " " + verb + " " + b : null;
    }

    /** Shapes that must broadcast. */
    public static @Nullable String broadcast(PartialShape a, PartialShape b) {
        for (int i = 1; i <= Math.min(a.rank(), b.rank()); i++) {
            if (differ(a.dim(-i), b.dim(-i)) && a.dim(-i) != 1 && b.dim(-i) != 1) {
                return a + " and " + b + " do not broadcast";
            }
        }
        return null;
    }

    /** Inputs, from one up to another, that must have the same shape. */
    public static @Nullable String same(InferenceContext call, int from, int to) {
        PartialShape all = PartialShape.unknown();
        String refusal = null;
        for (int i = from; refusal == null && i < to; i++) {
            refusal = together(all, call.shape(i), "is not of the shape");
            all = all.merge(call.shape(i));
        }
        return refusal;
    }

    /** An input of this rank that must have an element, or a row, for each dim of the first one. */
    public static @Nullable String ofRank(InferenceContext call, int list, int rank) {
        PartialShape input = call.shape(0);
        PartialShape each = call.shape(list);
        return input.hasRank() && each.rank() == rank && differ(input.rank(), each.dim(0))
                ? input + " has not " + each.dim(0) + " dims"
                : null;
    }

    /** Axes of the first input that the second one names. */
    public static @Nullable String axes(InferenceContext call) {
        PartialShape input = call.shape(0);
        long[] axes = call.exact(1) ? call.values(1) : null;
        return input.hasRank() && axes != null
                ? Arrays.stream(axes)
                        .filter(axis -> input.axis(axis) == null)
                        .mapToObj(axis -> input + " has no dim " + axis)
                        .findFirst()
                        .orElse(null)
                : null;
    }
}
