package io.github.tfmobile.graph.shape;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A slice as {@code x[a:b:c, ..., newaxis, i]} writes it, resolved for a shape (tensorflow/core/util/strided_slice_op.cc).
 *
 * @param begin the first index along each dim of the input
 * @param stride the step along each dim
 * @param processed how many elements are taken along each dim of the input
 * @param result the shape of the result: new axes added, single indices dropped; -1 where the input's dim is -1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SliceSpec(long[] begin, long[] stride, long[] processed, long[] result) {

    /**
     * Resolves a slice.
     *
     * @param dims the input's dims, -1 for one that is not known
     * @return null when the slice does not suit the input
     */
    public static @Nullable SliceSpec resolve(long[] dims, long[] begin, long[] end, long[] stride, SliceMasks masks) {
        int spec = begin.length;
        if (!(end.length == spec && stride.length == spec && spec < 32)) {
            return null;
        }
        if (!(Long.bitCount(masks.ellipsis() & ((1L << spec) - 1)) <= 1)) {
            return null;
        }
        int rank = dims.length;
        long[] from = new long[rank];
        long[] step = new long[rank];
        long[] size = new long[rank];
        long[] result = new long[rank + spec];
        int used = 0;
        int dim = 0;
        boolean sawEllipsis = false;
        for (int i = 0; i < spec; i++) {
            long bit = 1L << i;
            if ((masks.ellipsis() & bit) != 0) {
                sawEllipsis = true;
                int after = 0;
                for (int j = i + 1; j < spec; j++) {
                    after += (masks.newAxis() & (1L << j)) == 0 ? 1 : 0;
                }
                for (; dim < rank - after; dim++) {
                    from[dim] = 0;
                    step[dim] = 1;
                    size[dim] = dims[dim];
                    result[used++] = dims[dim];
                }
            } else if ((masks.newAxis() & bit) != 0) {
                result[used++] = 1;
            } else {
                if (!(dim < rank && stride[i] != 0)) {
                    return null;
                }
                boolean shrink = (masks.shrink() & bit) != 0;
                long extent = dims[dim];
                step[dim] = shrink ? 1 : stride[i];
                if (shrink) {
                    if (!(stride[i] > 0)) {
                        return null;
                    }
                    long at = begin[i] < 0 ? begin[i] + extent : begin[i];
                    if (!(extent == -1 || (at >= 0 && at < extent))) {
                        return null;
                    }
                    from[dim] = at;
                    size[dim] = 1;
                } else if (extent == -1) {
                    size[dim] = -1;
                    result[used++] = -1;
                } else {
                    long first = bound(begin[i], extent, stride[i], (masks.begin() & bit) != 0, true);
                    long last = bound(end[i], extent, stride[i], (masks.end() & bit) != 0, false);
                    from[dim] = first;
                    long length = last - first;
                    size[dim] = length == 0 || (length < 0) != (stride[i] < 0)
                            ? 0
                            : length / stride[i] + (length % stride[i] != 0 ? 1 : 0);
                    result[used++] = size[dim];
                }
                dim++;
            }
        }
        if (!(sawEllipsis ? dim == rank : dim <= rank)) {
            return null;
        }
        for (; dim < rank; dim++) {
            step[dim] = 1;
            size[dim] = dims[dim];
            result[used++] = dims[dim];
        }
        return new SliceSpec(from, step, size, Arrays.copyOf(result, used));
    }

    private static long bound(long value, long extent, long stride, boolean masked, boolean first) {
        long low = stride > 0 ? 0 : -1;
        long high = stride > 0 ? extent : extent - 1;
        if (masked) {
            return (stride > 0) == first ? low : high;
        }
        long at = value < 0 ? value + extent : value;
        return Math.max(low, Math.min(high, at));
    }
}
