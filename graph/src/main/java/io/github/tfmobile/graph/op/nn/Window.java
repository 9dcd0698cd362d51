package io.github.tfmobile.graph.op.nn;

import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.evaluate.kernel.OpKernelContext;
import io.github.tfmobile.graph.shape.PartialShape;

/** The extent of a window's walk along one dim: how many steps, and how much padding comes first. */
record Window(int count, int before) {

    static Window of(
            OpKernelContext call, long extent, long size, long stride, long dilation, String padding, long[] pads)
            throws NotComputableException {
        call.require(stride > 0 && dilation > 0 && size > 0);
        long span = (size - 1) * dilation + 1;
        long count;
        long before = 0;
        switch (padding) {
            case "VALID" -> count = (extent - span + stride) / stride;
            case "SAME" -> {
                count = (extent + stride - 1) / stride;
                before = Math.max(0, (count - 1) * stride + span - extent) / 2;
            }
            case "EXPLICIT" -> {
                call.require(pads.length == 2 && pads[0] >= 0 && pads[1] >= 0);
                before = pads[0];
                count = (extent + pads[0] + pads[1] - span + stride) / stride;
            }
            default -> throw call.unsupported();
        }
        call.require(count >= 0 && count <= Integer.MAX_VALUE && before <= Integer.MAX_VALUE);
        return new Window((int) count, (int) before);
    }

    /** How many steps a window makes along a dim, as far as it is known. */
    static long steps(long input, long size, long stride, long dilation, String padding, long pads) {
        if (input < 0 || stride <= 0 || dilation <= 0) {
            return PartialShape.UNKNOWN;
        }
        if (padding.equals("SAME")) {
            return (input + stride - 1) / stride;
        }
        if (size < 0) {
            return PartialShape.UNKNOWN;
        }
        long span = (size - 1) * dilation + 1;
        long steps = (input + pads - span + stride) / stride;
        return steps < 0 ? PartialShape.UNKNOWN : steps;
    }

    /** Whether a window is larger than a dim that has no padding. */
    static boolean isTooSmall(long dim, long window, long dilation) {
        return dim >= 0 && window > 0 && dilation > 0 && dim < (window - 1) * dilation + 1;
    }
}
