package io.github.tfmobile.graph.shape;

import org.jspecify.annotations.Nullable;

/**
 * Which shapes an op refuses to compute with: those for which TensorFlow's shape function or its kernel ends in an error.
 * Only what is certain counts; what is not known may fit.
 */
@FunctionalInterface
public interface ShapeRefusal {

    /** Why an op refuses what it gets, such as {@code [1,4] and [3,2] cannot be multiplied}; null when it may compute. */
    @Nullable
    String of(InferenceContext call);
}
