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

/** {@code fuse_pad_and_conv}: MirrorPad and the Conv2D that reads it become one FusedPadConv2D. */
@AutoService(Transform.class)
public final class FusePadAndConv implements Transform {

    private static final OpPattern PATTERN =
            OpPattern.of("Conv2D", OpPattern.of("MirrorPad", OpPattern.any(), OpPattern.any()), OpPattern.any());

    @Override
    public String name() {
        return "fuse_pad_and_conv";
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        return MatchReplacer.replace(graph, PATTERN, context.protectedNodes(), (match, used) -> fuse(match, context));
    }

    private static @Nullable List<Node> fuse(NodeMatch match, TransformContext context) {
        OpDefs ops = context.ops();
        Node conv = match.node();
        Node pad = match.nodeAt(0);
        String reason = ConvolutionFusion.reasonToKeep(conv, null, pad, ops);
        if (!reason.isEmpty()) {
            context.debug().accept("fuse_pad_and_conv: " + conv.name() + " stays, " + reason);
            return null;
        }
        List<NodeInput> inputs = List.of(pad.input(0), pad.input(1), conv.input(1));
        Node.Builder fused = ConvolutionFusion.fused("FusedPadConv2D", match, ops, inputs, pad);
        Attrs.copy(pad, fused, ops, "mode");
        return List.of(match.nodeAt(1), match.nodeAt(0, 0), match.nodeAt(0, 1), fused.build());
    }
}
