package io.github.tfmobile.graph.evaluate.image;

import io.github.tfmobile.graph.evaluate.kernel.Dims;
import io.github.tfmobile.graph.evaluate.kernel.Kernel;
import io.github.tfmobile.graph.evaluate.kernel.KernelCall;
import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Two-dimensional convolutions and pooling, NHWC and NCHW, with strides, dilations and every padding
 * (tensorflow/core/kernels/conv_ops.cc, depthwise_conv_op.cc, pooling_ops_common.h, framework/kernel_shape_util.cc).
 */
public final class ConvolutionKernels {

    private ConvolutionKernels() {}

    /** Adds these kernels under the ops that they compute. */
    public static void addTo(Map<String, Kernel> table) {
        table.put("Conv2D", call -> convolution(call, false));
        table.put("DepthwiseConv2dNative", call -> convolution(call, true));
        table.put("MaxPool", call -> pool(call, true));
        table.put("AvgPool", call -> pool(call, false));
    }

    /** The extent of a window's walk along one dim: how many steps, and how much padding comes first. */
    record Window(int count, int before) {

        static Window of(
                KernelCall call, long extent, long size, long stride, long dilation, String padding, long[] pads)
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
    }

    /** Where batch, height, width and channel are. */
    private record Layout(int height, int width, int channel) {
        static Layout of(KernelCall call) throws NotComputableException {
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
    }

    private static long[] four(KernelCall call, String attr) throws NotComputableException {
        long[] values = call.integers(attr);
        if (values.length == 0 && attr.equals("dilations")) {
            return new long[] {1, 1, 1, 1};
        }
        call.require(values.length == 4);
        return values;
    }

    private static long[] pads(KernelCall call, int dim) {
        long[] all = call.integers("explicit_paddings");
        return all.length == 8 ? new long[] {all[2 * dim], all[2 * dim + 1]} : new long[0];
    }

    private static List<Tensor> convolution(KernelCall call, boolean depthwise) throws NotComputableException {
        Tensor input = call.input(0);
        Tensor filter = call.input(1);
        call.require(input.rank() == 4 && filter.rank() == 4 && input.dtype().equals(filter.dtype()));
        call.require(input.format().category() == ElementFormat.Category.REAL);
        Layout layout = Layout.of(call);
        long[] strides = four(call, "strides");
        long[] dilations = four(call, "dilations");
        String padding = call.text("padding", "");
        call.require(strides[0] == 1 && strides[layout.channel()] == 1);
        Window rows = Window.of(
                call,
                input.dim(layout.height()),
                filter.dim(0),
                strides[layout.height()],
                dilations[layout.height()],
                padding,
                pads(call, layout.height()));
        Window columns = Window.of(
                call,
                input.dim(layout.width()),
                filter.dim(1),
                strides[layout.width()],
                dilations[layout.width()],
                padding,
                pads(call, layout.width()));
        int inChannels = (int) input.dim(layout.channel());
        int perGroup = (int) filter.dim(2);
        int multiplier = (int) filter.dim(3);
        int outChannels = depthwise ? perGroup * multiplier : multiplier;
        call.require(perGroup > 0 && inChannels % perGroup == 0 && (!depthwise || perGroup == inChannels));
        int groups = depthwise ? 1 : inChannels / perGroup;
        call.require(outChannels % groups == 0);
        long[] dims = layout.dims(input.dim(0), rows.count(), columns.count(), outChannels);
        Tensor.Builder output = call.output(input.dtype(), dims);
        call.work((double) output.elements() * filter.dim(0) * filter.dim(1) * (depthwise ? 1 : perGroup));
        int[] in = Dims.strides(input.dims());
        int[] out = Dims.strides(dims);
        int[] own = Dims.strides(filter.dims());
        int height = (int) input.dim(layout.height());
        int width = (int) input.dim(layout.width());
        for (int n = 0; n < input.dim(0); n++) {
            for (int y = 0; y < rows.count(); y++) {
                for (int x = 0; x < columns.count(); x++) {
                    for (int c = 0; c < outChannels; c++) {
                        double sum = 0;
                        for (int fy = 0; fy < filter.dim(0); fy++) {
                            int iy = (int)
                                    (y * strides[layout.height()] - rows.before() + fy * dilations[layout.height()]);
                            for (int fx = 0; fx < filter.dim(1) && iy >= 0 && iy < height; fx++) {
                                int ix = (int) (x * strides[layout.width()]
                                        - columns.before()
                                        + fx * dilations[layout.width()]);
                                if (ix < 0 || ix >= width) {
                                    continue;
                                }
                                int from = n * in[0] + iy * in[layout.height()] + ix * in[layout.width()];
                                int weight = fy * own[0] + fx * own[1];
                                if (depthwise) {
                                    int channel = c / multiplier;
                                    sum += input.getDouble(from + channel * in[layout.channel()])
                                            * filter.getDouble(weight + channel * own[2] + c % multiplier);
                                } else {
                                    int start = c / (outChannels / groups) * perGroup;
                                    for (int k = 0; k < perGroup; k++) {
                                        sum += input.getDouble(from + (start + k) * in[layout.channel()])
                                                * filter.getDouble(weight + k * own[2] + c);
                                    }
                                }
                            }
                        }
                        output.setDouble(
                                n * out[0]
                                        + y * out[layout.height()]
                                        + x * out[layout.width()]
                                        + c * out[layout.channel()],
                                sum);
                    }
                }
            }
        }
        return List.of(output.build());
    }

    private static List<Tensor> pool(KernelCall call, boolean max) throws NotComputableException {
        Tensor input = call.input(0);
        call.require(input.rank() == 4 && input.format().category() == ElementFormat.Category.REAL);
        Layout layout = Layout.of(call);
        long[] size = four(call, "ksize");
        long[] strides = four(call, "strides");
        call.require(size[0] == 1 && size[layout.channel()] == 1 && strides[0] == 1 && strides[layout.channel()] == 1);
        String padding = call.text("padding", "");
        call.require(!padding.equals("EXPLICIT"));
        Window rows = Window.of(
                call,
                input.dim(layout.height()),
                size[layout.height()],
                strides[layout.height()],
                1,
                padding,
                new long[0]);
        Window columns = Window.of(
                call,
                input.dim(layout.width()),
                size[layout.width()],
                strides[layout.width()],
                1,
                padding,
                new long[0]);
        long[] dims = layout.dims(input.dim(0), rows.count(), columns.count(), input.dim(layout.channel()));
        Tensor.Builder output = call.output(input.dtype(), dims);
        call.work((double) output.elements() * size[layout.height()] * size[layout.width()]);
        int[] in = Dims.strides(input.dims());
        int[] out = Dims.strides(dims);
        for (int i = 0; i < output.elements(); i++) {
            int n = i / out[0];
            int y = (int) (i / out[layout.height()] % dims[layout.height()]);
            int x = (int) (i / out[layout.width()] % dims[layout.width()]);
            int c = (int) (i / out[layout.channel()] % dims[layout.channel()]);
            int top = (int) (y * strides[layout.height()]) - rows.before();
            int left = (int) (x * strides[layout.width()]) - columns.before();
            double sum = 0;
            double most = Double.NEGATIVE_INFINITY;
            int count = 0;
            for (int iy = Math.max(0, top);
                    iy < Math.min(input.dim(layout.height()), top + size[layout.height()]);
                    iy++) {
                for (int ix = Math.max(0, left);
                        ix < Math.min(input.dim(layout.width()), left + size[layout.width()]);
                        ix++) {
                    double value = input.getDouble(
                            n * in[0] + iy * in[layout.height()] + ix * in[layout.width()] + c * in[layout.channel()]);
                    sum += value;
                    most = Math.max(most, value);
                    count++;
                }
            }
            call.require(count > 0);
            output.setDouble(i, max ? most : sum / count);
        }
        return List.of(output.build());
    }
}
