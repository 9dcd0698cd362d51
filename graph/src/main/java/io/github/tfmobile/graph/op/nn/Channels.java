package io.github.tfmobile.graph.op.nn;

import io.github.tfmobile.graph.shape.InferenceContext;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.shape.Refusals;
import org.jspecify.annotations.Nullable;

/** Which dim of an image its channels are. */
final class Channels {

    private Channels() {}

    /** The dim of the channels; of fewer than four dims releases disagree on which the first is. */
    static long of(PartialShape shape, boolean first) {
        return first ? shape.rank() < 4 ? PartialShape.UNKNOWN : shape.dim(1) : shape.dim(-1);
    }

    /** Whether channels are in two dims, of which nothing is said here. */
    static boolean arePacked(InferenceContext call) {
        return call.text("data_format", "").contains("VECT");
    }

    /** Whether the second input has an element for each channel. */
    static @Nullable String refusal(InferenceContext call, String what, long channels) {
        PartialShape each = call.shape(1);
        return !arePacked(call) && each.rank() == 1 && Refusals.differ(channels, each.dim(0))
                ? call.shape(0) + " does not take " + what + " " + each
                : null;
    }
}
