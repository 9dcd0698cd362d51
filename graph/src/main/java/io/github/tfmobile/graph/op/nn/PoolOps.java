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

/** Pooling, of two dims in NHWC and NCHW computed (tensorflow/core/kernels/pooling_ops_common.h, framework/common_shape_fns.cc). */
public final class PoolOps implements OpFamily {

    @Override
    public @Nullable OpEntry entry(String op) {
        return switch (op) {
            case "MaxPool" -> pooling(2).flushing(call -> pool(call, true));
            case "AvgPool" -> pooling(2).flushing(call -> pool(call, false));
            case "MaxPool3D", "AvgPool3D" -> pooling(3);
            case "QuantizedMaxPool", "QuantizedAvgPool" ->
                OpEntry.quantized(call -> pooled(call, 2)).refusing(call -> refuses(call, 2));
            default -> null;
        };
    }

    private static OpEntry pooling(int spatial) {
        return OpEntry.shaped(call -> pooled(call, spatial)).refusing(call -> refuses(call, spatial));
    }

    private static PartialShape pooled(InferenceContext call, int spatial) {
        PartialShape input = call.shape(0);
        List<Long> size = call.integers("ksize");
        List<Long> strides = call.integers("strides");
        List<Long> pads = call.integers("explicit_paddings");
        if (input.rank() != spatial + 2) {
            return PartialShape.ofRank(spatial + 2);
        }
        long[] dims = input.dims();
        boolean first = call.isChannelsFirst();
        for (int at = 0; at < dims.length; at++) {
            boolean isSpatial = first ? at >= 2 : at >= 1 && at <= spatial;
            if (isSpatial || size.get(at) != 1) {
                long padding = pads.size() > 2 * at + 1 ? pads.get(2 * at) + pads.get(2 * at + 1) : 0;
                dims[at] = Window.steps(dims[at], size.get(at), strides.get(at), 1, call.text("padding", ""), padding);
            }
        }
        return PartialShape.of(dims);
    }

    private static @Nullable String refuses(InferenceContext call, int spatial) {
        PartialShape input = call.shape(0);
        String refusal = Refusals.rank(input, spatial + 2);
        List<Long> size = call.integers("ksize");
        if (Channels.arePacked(call) || !input.hasRank() || size.size() != spatial + 2) {
            return Channels.arePacked(call) ? null : refusal;
        }
        for (int at = 0;
                refusal == null && at < size.size() && call.text("padding", "").equals("VALID");
                at++) {
            if (Window.isTooSmall(input.dim(at), size.get(at), 1)) {
                return input + " is smaller than the window "
                        + PartialShape.of(
                                size.stream().mapToLong(Long::longValue).toArray());
            }
        }
        return refusal;
    }

    private static List<Tensor> pool(OpKernelContext call, boolean max) throws NotComputableException {
        Tensor input = call.input(0);
        call.require(input.rank() == 4 && input.format().category() == ElementFormat.Category.REAL);
        Layout layout = Layout.of(call);
        long[] size = Layout.four(call, "ksize");
        long[] strides = Layout.four(call, "strides");
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
