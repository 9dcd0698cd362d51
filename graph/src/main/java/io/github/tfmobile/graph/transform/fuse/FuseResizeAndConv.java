package io.github.tfmobile.graph.transform.fuse;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.match.MatchReplacer;
import io.github.tfmobile.graph.match.NodeMatch;
import io.github.tfmobile.graph.match.OpPattern;
import io.github.tfmobile.graph.tensor.TensorShapes;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import io.github.tfmobile.registry.OpDefs;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code fuse_resize_and_conv}: ResizeBilinear and the Conv2D that reads it become one FusedResizeAndPadConv2D with
 * paddings of zero.
 */
@AutoService(Transform.class)
public final class FuseResizeAndConv implements Transform {

    private static final OpPattern PATTERN = OpPattern.of("Conv2D", OpPattern.of("ResizeBilinear"), OpPattern.any());

    @Override
    public String name() {
        return "fuse_resize_and_conv";
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        return MatchReplacer.replace(graph, PATTERN, context.protectedNodes(), (match, used) -> fuse(match, context));
    }

    private static @Nullable List<Node> fuse(NodeMatch match, TransformContext context) {
        OpDefs ops = context.ops();
        Node conv = match.node();
        Node resize = match.nodeAt(0);
        String reason = ConvolutionFusion.reasonToKeep(conv, resize, null, ops);
        if (!reason.isEmpty()) {
            context.debug().accept("fuse_resize_and_conv: " + conv.name() + " stays, " + reason);
            return null;
        }
        Node paddings = Constants.node(
                conv.name() + "_dummy_paddings", Constants.int32(TensorShapes.of(4, 2), 0, 0, 0, 0, 0, 0, 0, 0));
        List<NodeInput> inputs =
                List.of(resize.input(0), resize.input(1), new NodeInput(paddings.name(), 0), conv.input(1));
        Node.Builder fused = ConvolutionFusion.fused("FusedResizeAndPadConv2D", match, ops, inputs, resize);
        Attrs.copyAs(resize, "align_corners", "resize_align_corners", fused, ops);
        fused.attr("mode", Attrs.string("REFLECT"));
        return List.of(match.nodeAt(1), paddings, fused.build());
    }
}
