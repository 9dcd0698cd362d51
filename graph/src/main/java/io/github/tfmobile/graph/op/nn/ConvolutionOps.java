package io.github.tfmobile.graph.op.nn;

import io.github.tfmobile.graph.evaluate.kernel.Dims;
import io.github.tfmobile.graph.evaluate.kernel.NotComputableException;
import io.github.tfmobile.graph.evaluate.kernel.OpKernelContext;
import io.github.tfmobile.graph.op.entry.OpEntry;
import io.github.tfmobile.graph.op.entry.OpFamily;
import io.github.tfmobile.graph.shape.InferenceContext;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.shape.Refusals;
import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions; those of two dims are computed: NHWC and NCHW, with strides, dilations and every padding
 * (tensorflow/core/kernels/conv_ops.cc, depthwise_conv_op.cc, framework/common_shape_fns.cc).
 */
public final class ConvolutionOps implements OpFamily {

    @Override
    public @Nullable OpEntry entry(String op) {
        return switch (op) {
            case "Conv2D" ->
                OpEntry.shaped(call -> convolved(call, 2, false))
                        .refusing(call -> refuses(call, 2, false))
                        .flushing(call -> convolution(call, false));
            case "DepthwiseConv2dNative" ->
                OpEntry.shaped(call -> convolved(call, 2, true))
                        .refusing(call -> refuses(call, 2, true))
                        .flushing(call -> convolution(call, true));
            case "QuantizedConv2D" ->
                OpEntry.quantized(call -> convolved(call, 2, false)).refusing(call -> refuses(call, 2, false));
            case "Conv3D" ->
                OpEntry.shaped(call -> convolved(call, 3, false)).refusing(call -> refuses(call, 3, false));
            case "Conv2DBackpropInput", "Conv3DBackpropInputV2", "DepthwiseConv2dNativeBackpropInput" ->
                OpEntry.shaped(call -> call.asShape(0));
            default -> null;
        };
    }

    private static PartialShape convolved(InferenceContext call, int spatial, boolean depthwise) {
        PartialShape input = call.shape(0);
        PartialShape filter = call.shape(1);
        if (input.rank() != spatial + 2) {
            return PartialShape.ofRank(spatial + 2);
        }
        boolean first = call.isChannelsFirst();
        long[] dims = new long[spatial + 2];
        dims[0] = input.dim(0);
        long channels = filter.dim(spatial + 1);
        if (depthwise) {
            channels = channels < 0 || filter.dim(spatial) < 0 ? -1 : channels * filter.dim(spatial);
        }
        dims[first ? 1 : spatial + 1] = channels;
        List<Long> strides = call.integers("strides");
        List<Long> dilations = call.integers("dilations");
        List<Long> pads = call.integers("explicit_paddings");
        for (int i = 0; i < spatial; i++) {
            int at = first ? i + 2 : i + 1;
            long dilation = dilations.size() > at ? dilations.get(at) : 1;
            long before = pads.size() > 2 * at + 1 ? pads.get(2 * at) : 0;
            long after = pads.size() > 2 * at + 1 ? pads.get(2 * at + 1) : 0;
            dims[at] = Window.steps(
                    input.dim(at), filter.dim(i), strides.get(at), dilation, call.text("padding", ""), before + after);
        }
        return PartialShape.of(dims);
    }

    private static @Nullable String refuses(InferenceContext call, int spatial, boolean depthwise) {
        PartialShape input = call.shape(0);
        PartialShape filter = call.shape(1);
        if (Channels.arePacked(call)) {
            return null;
        }
        for (PartialShape shape : List.of(input, filter)) {
            String refusal = Refusals.rank(shape, spatial + 2);
            if (refusal != null) {
                return refusal;
            }
        }
        if (!input.hasRank() || !filter.hasRank()) {
            return null;
        }
        boolean first = call.isChannelsFirst();
        long channels = Channels.of(input, first);
        long taken = filter.dim(spatial);
        // A filter of fewer channels is one for groups of them, each with its part of the output.
        boolean isGrouped = !depthwise && channels >= 0 && taken > 0 && channels % taken == 0;
        long groups = isGrouped ? Math.max(1, channels / taken) : 1;
        if ((!isGrouped && Refusals.differ(channels, taken)) || Math.max(0, filter.dim(spatial + 1)) % groups != 0) {
            return input + " has not the channels of the filter " + filter;
        }
        List<Long> dilations = call.integers("dilations");
        for (int i = 0; i < spatial && call.text("padding", "").equals("VALID"); i++) {
            int at = first ? i + 2 : i + 1;
            long dilation = dilations.size() > at ? dilations.get(at) : 1;
            if (Window.isTooSmall(input.dim(at), filter.dim(i), dilation)) {
                return input + " is smaller than the filter " + filter;
            }
        }
        return null;
    }

    private static long[] pads(OpKernelContext call, int dim) {
        long[] all = call.integers("explicit_paddings");
        return all.length == 8 ? new long[] {all[2 * dim], all[2 * dim + 1]} : new long[0];
    }

    private static List<Tensor> convolution(OpKernelContext call, boolean depthwise) throws NotComputableException {
        Tensor input = call.input(0);
        Tensor filter = call.input(1);
        call.require(input.rank() == 4 && filter.rank() == 4 && input.dtype().equals(filter.dtype()));
        call.require(input.format().category() == ElementFormat.Category.REAL);
        Layout layout = Layout.of(call);
        long[] strides = Layout.four(call, "strides");
        long[] dilations = Layout.four(call, "dilations");
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
}
