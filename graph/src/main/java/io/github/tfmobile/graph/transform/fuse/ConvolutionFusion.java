package io.github.tfmobile.graph.transform.fuse;

import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.match.NodeMatch;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;

/**
 * What the fusions of a Conv2D with a resize and a padding before it have in common
 * (tensorflow/tools/graph_transforms/fuse_convolutions.cc). The fused ops know NHWC, no dilations, no explicit paddings,
 * paddings of int32 and no {@code half_pixel_centers}; what needs one of these stays as it is.
 */
final class ConvolutionFusion {

    private static final Set<String> PADDINGS = Set.of("SAME", "VALID");

    private ConvolutionFusion() {}

    /** Why the fused op could not do what the nodes do, empty when it can. */
    static String reasonToKeep(Node conv, @Nullable Node resize, @Nullable Node pad, OpDefs ops) {
        AttrValue format = Attrs.of(conv, "data_format", ops);
        if (format != null && !format.getS().toStringUtf8().equals("NHWC")) {
            return "its data_format is " + format.getS().toStringUtf8();
        }
        AttrValue dilations = Attrs.of(conv, "dilations", ops);
        if (dilations != null && dilations.getList().getIList().stream().anyMatch(rate -> rate != 1)) {
            return "it has dilations";
        }
        AttrValue padding = Attrs.of(conv, "padding", ops);
        if (padding == null || !PADDINGS.contains(padding.getS().toStringUtf8())) {
            return "its paddings are explicit";
        }
        if (pad != null) {
            AttrValue type = Attrs.of(pad, "Tpaddings", ops);
            if (type != null && type.getType() != DataType.DT_INT32) {
                return "the paddings are not int32";
            }
        }
        if (resize != null) {
            AttrValue centers = Attrs.of(resize, "half_pixel_centers", ops);
            if (centers != null && centers.getB()) {
                return "the resize has half_pixel_centers, which the fused op lacks";
            }
            AttrValue type = Attrs.of(resize, "T", ops);
            if (type != null && type.getType() != DataType.DT_FLOAT) {
                return "the resize reads another dtype than float";
            }
        }
        AttrValue type = Attrs.of(conv, "T", ops);
        Set<DataType> known = resize == null
                ? Set.of(DataType.DT_HALF, DataType.DT_FLOAT, DataType.DT_DOUBLE)
                : Set.of(DataType.DT_FLOAT);
        return type != null && known.contains(type.getType()) ? "" : "the fused op does not take its dtype";
    }

    /** The fused convolution under the name of the old one, all but its op's own attrs. */
    static Node.Builder fused(String op, NodeMatch match, OpDefs ops, List<NodeInput> inputs, Node... removed) {
        Node conv = match.node();
        Node.Builder fused = Node.builder(conv.name(), op).device(conv.device()).addInputs(inputs);
        Attrs.copy(conv, fused, ops, "T", "padding", "strides");
        List<Node> sources = new ArrayList<>(List.of(removed));
        sources.add(conv);
        return fused.addInputs(Node.controlInputs(sources));
    }
}
