package io.github.tfmobile.graph.op.nn;

import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.evaluate.kernel.OpKernelContext;

/** Where batch, height, width and channel are. */
record Layout(int height, int width, int channel) {
    static Layout of(OpKernelContext call) throws NotComputableException {
        return switch (call.text("data_format", "NHWC")) {
            case "NHWC" -> new Layout(1, 2, 3);
            case "NCHW" -> new Layout(2, 3, 1);
            default -> throw call.unsupported();
        };
    }

    long[] dims(long n, long h, long w, long c) {
        long[] dims = new long[4];
        dims[0] = n;
        dims[height] = h;
        dims[width] = w;
        dims[channel] = c;
        return dims;
    }

    /** An attr with a number for each dim. */
    static long[] four(OpKernelContext call, String attr) throws NotComputableException {
        long[] values = call.integers(attr);
        if (values.length == 0 && attr.equals("dilations")) {
            return new long[] {1, 1, 1, 1};
        }
        call.require(values.length == 4);
        return values;
    }
}
