package io.github.tfmobile.graph.shape;

/** The five masks of StridedSlice, one bit for each entry of the slice. */
public record SliceMasks(long begin, long end, long ellipsis, long newAxis, long shrink) {}
