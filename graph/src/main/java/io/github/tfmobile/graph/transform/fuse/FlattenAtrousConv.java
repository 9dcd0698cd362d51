package io.github.tfmobile.graph.transform.fuse;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.match.MatchReplacer;
import io.github.tfmobile.graph.match.NodeMatch;
import io.github.tfmobile.graph.match.OpPattern;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import io.github.tfmobile.registry.OpDefs;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.TensorProto;

/**
 * {@code flatten_atrous_conv}: SpaceToBatchND, Conv2D or DepthwiseConv2dNative, BatchToSpaceND become one convolution
 * whose filter has zeros between its elements (tensorflow/tools/graph_transforms/flatten_atrous.cc).
 *
 * <p>The original takes it for granted that paddings and crops are those of SAME. Here the convolution is VALID where
 * there are none, and stays as it is where they are neither, where it has strides, paddings or dilations of its own, or
 * where the filter would grow beyond {@value #LARGEST} bytes.
 */
@AutoService(Transform.class)
public final class FlattenAtrousConv implements Transform {

    private static final long LARGEST = 1L << 28;

    private static final OpPattern PATTERN = OpPattern.of(
            "BatchToSpaceND",
            OpPattern.of(
                    "Conv2D|DepthwiseConv2dNative",
                    OpPattern.of("SpaceToBatchND", OpPattern.any(), OpPattern.any(), OpPattern.any()),
                    OpPattern.any()),
            OpPattern.any(),
            OpPattern.any());

    @Override
    public String name() {
        return "flatten_atrous_conv";
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        return MatchReplacer.replace(
                graph, PATTERN, context.protectedNodes(), (match, used) -> flatten(match, used, context));
    }

    private static @Nullable List<Node> flatten(NodeMatch match, Set<String> used, TransformContext context)
            throws ProblemException {
        Node toBatch = match.nodeAt(0, 0);
        Node conv = match.nodeAt(0);
        Node filter = match.nodeAt(0, 1);
        Tensor rates = constant(match.nodeAt(0, 0, 1));
        Tensor weights = constant(filter);
        String padding = rates == null || weights == null ? null : padding(match, rates, weights, context.ops());
        if (rates == null || weights == null || padding == null) {
            context.debug().accept("flatten_atrous_conv: " + conv.name() + " stays");
            return null;
        }
        TensorProto upsampled = upsample(weights, rates);
        String name = used.contains(filter.name()) ? match.node().name() + "/upsampled_filter" : filter.name();
        Node newFilter = Constants.node(name, upsampled).toBuilder()
                .device(filter.device())
                .addInputs(Node.controlInputs(List.of(filter)))
                .build();
        Node.Builder flat = Node.builder(match.node().name(), conv.op())
                .device(conv.device())
                .input(toBatch.input(0))
                .input(name)
                .addInputs(Node.controlInputs(List.of(toBatch, conv, match.node())))
                .attr("padding", Attrs.string(padding));
        Attrs.copy(conv, flat, context.ops(), "T", "strides", "data_format");
        if (conv.op().equals("Conv2D")) {
            Attrs.copy(conv, flat, context.ops(), "use_cudnn_on_gpu");
        }
        return used.contains(filter.name())
                ? List.of(match.nodeAt(0, 0, 0), filter, newFilter, flat.build())
                : List.of(match.nodeAt(0, 0, 0), newFilter, flat.build());
    }

    private static @Nullable Tensor constant(Node node) throws ProblemException {
        AttrValue value = node.attr("value");
        return node.op().equals("Const") && value != null && value.hasTensor() ? Tensor.of(value.getTensor()) : null;
    }

    /** The padding that the flat convolution needs, null when there is none that does the same. */
    private static @Nullable String padding(NodeMatch match, Tensor rates, Tensor weights, OpDefs ops)
            throws ProblemException {
        Node conv = match.nodeAt(0);
        Tensor backRates = constant(match.nodeAt(1));
        Tensor paddings = constant(match.nodeAt(0, 0, 2));
        Tensor crops = constant(match.nodeAt(2));
        AttrValue own = Attrs.of(conv, "padding", ops);
        AttrValue format = Attrs.of(conv, "data_format", ops);
        if (backRates == null
                || paddings == null
                || crops == null
                || rates.elements() != 2
                || backRates.elements() != 2
                || paddings.elements() != 4
                || crops.elements() != 4
                || weights.rank() != 4
                || own == null
                || !own.getS().toStringUtf8().equals("VALID")
                || (format != null && !format.getS().toStringUtf8().equals("NHWC"))
                || !allOne(conv, "strides", ops)
                || !allOne(conv, "dilations", ops)) {
            return null;
        }
        boolean same = true;
        boolean valid = true;
        long size = weights.format().bytes();
        for (int d = 0; d < 2; d++) {
            long rate = rates.getLong(d);
            if (rate < 1 || rate != backRates.getLong(d) || rate > LARGEST || weights.dim(d) < 1) {
                return null;
            }
            long extent = (weights.dim(d) - 1) * rate + 1;
            long before = paddings.getLong(2 * d) - crops.getLong(2 * d);
            long after = paddings.getLong(2 * d + 1) - crops.getLong(2 * d + 1);
            same &= before == (extent - 1) / 2 && after == extent - 1 - (extent - 1) / 2;
            valid &= before == 0 && after == 0;
            size = extent > LARGEST / size ? LARGEST + 1 : size * extent;
        }
        if (size > LARGEST / Math.max(1, weights.dim(2) * weights.dim(3))) {
            return null;
        }
        return same ? "SAME" : valid ? "VALID" : null;
    }

    private static boolean allOne(Node node, String name, OpDefs ops) {
        AttrValue value = Attrs.of(node, name, ops);
        return value == null || value.getList().getIList().stream().allMatch(stride -> stride == 1);
    }

    /** The filter with {@code rate - 1} zeros between its elements along height and width. */
    private static TensorProto upsample(Tensor weights, Tensor rates) {
        int width = (int) weights.dim(1);
        int channels = (int) (weights.dim(2) * weights.dim(3));
        int rateDown = (int) rates.getLong(0);
        int rateAcross = (int) rates.getLong(1);
        int newHeight = ((int) weights.dim(0) - 1) * rateDown + 1;
        int newWidth = (width - 1) * rateAcross + 1;
        Tensor.Builder upsampled = Tensor.builder(weights.dtype(), newHeight, newWidth, weights.dim(2), weights.dim(3));
        for (int h = 0; h < weights.dim(0); h++) {
            for (int w = 0; w < width; w++) {
                int from = (h * width + w) * channels;
                int to = (h * rateDown * newWidth + w * rateAcross) * channels;
                for (int c = 0; c < channels; c++) {
                    upsampled.copyBits(to + c, weights, from + c);
                }
            }
        }
        return upsampled.build().toProto();
    }
}
