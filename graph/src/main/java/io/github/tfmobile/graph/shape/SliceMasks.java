package io.github.tfmobile.graph.shape;

/** The five masks of StridedSlice, one bit for each entry of the slice. */
public record SliceMasks(long begin, long end, long ellipsis, long newAxis, long shrink) {

    /** The masks of a node. */
    public static SliceMasks of(InferenceContext call) {
        return new SliceMasks(
                call.integer("begin_mask", 0),
                call.integer("end_mask", 0),
                call.integer("ellipsis_mask", 0),
                call.integer("new_axis_mask", 0),
                call.integer("shrink_axis_mask", 0));
    }
}
