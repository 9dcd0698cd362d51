package io.github.tfmobile.graph.transform.fuse;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.match.MatchReplacer;
import io.github.tfmobile.graph.match.NodeMatch;
import io.github.tfmobile.graph.match.OpPattern;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import io.github.tfmobile.registry.OpDefs;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code fuse_resize_pad_and_conv}: ResizeBilinear, MirrorPad and the Conv2D behind them become one
 * FusedResizeAndPadConv2D.
 */
@AutoService(Transform.class)
public final class FuseResizePadAndConv implements Transform {

    private static final OpPattern PATTERN = OpPattern.of(
            "Conv2D", OpPattern.of("MirrorPad", OpPattern.of("ResizeBilinear"), OpPattern.any()), OpPattern.any());

    @Override
    public String name() {
        return "fuse_resize_pad_and_conv";
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        return MatchReplacer.replace(graph, PATTERN, context.protectedNodes(), (match, used) -> fuse(match, context));
    }

    private static @Nullable List<Node> fuse(NodeMatch match, TransformContext context) {
        OpDefs ops = context.ops();
        Node conv = match.node();
        Node pad = match.nodeAt(0);
        Node resize = match.nodeAt(0, 0);
        String reason = ConvolutionFusion.reasonToKeep(conv, resize, pad, ops);
        if (!reason.isEmpty()) {
            context.debug().accept("fuse_resize_pad_and_conv: " + conv.name() + " stays, " + reason);
            return null;
        }
        List<NodeInput> inputs = List.of(resize.input(0), resize.input(1), pad.input(1), conv.input(1));
        Node.Builder fused = ConvolutionFusion.fused("FusedResizeAndPadConv2D", match, ops, inputs, pad, resize);
        Attrs.copyAs(resize, "align_corners", "resize_align_corners", fused, ops);
        Attrs.copy(pad, fused, ops, "mode");
        return List.of(match.nodeAt(1), match.nodeAt(0, 1), fused.build());
    }
}
