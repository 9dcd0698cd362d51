package io.github.tfmobile.graph.transform.fold;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.match.MatchReplacer;
import io.github.tfmobile.graph.match.NodeMatch;
import io.github.tfmobile.graph.match.OpPattern;
import io.github.tfmobile.graph.problem.TransformProblem;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;

/**
 * {@code fold_batch_norms}: multiplies the weights of a Conv2D, MatMul or DepthwiseConv2dNative by the vector that a Mul
 * behind it multiplies the channels with (tensorflow/tools/graph_transforms/fold_batch_norms.cc). One pass; of two
 * matches that share a node one is folded.
 *
 * <p>Unlike the original it leaves a match alone whose convolution or constants are an input or output of the model,
 * and one in NCHW, where the Mul runs along the width; it knows {@code transpose_b}, and keeps what the Mul waits for.
 */
@AutoService(Transform.class)
public final class FoldBatchNorms implements Transform {

    private static final OpPattern PATTERN = OpPattern.of(
            "Mul",
            OpPattern.of("Conv2D|MatMul|DepthwiseConv2dNative", OpPattern.any(), OpPattern.of("Const")),
            OpPattern.of("Const"));

    @Override
    public String name() {
        return "fold_batch_norms";
    }

    @Override
    public boolean appliesToFunctions() {
        return true;
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        return MatchReplacer.replace(
                graph, PATTERN, context.protectedNodes(), (match, used) -> replace(match, used, context));
    }

    private static @Nullable List<Node> replace(NodeMatch match, Set<String> used, TransformContext context)
            throws ProblemException {
        Node mul = match.node();
        Node conv = match.nodeAt(0);
        Node weightsNode = match.nodeAt(0, 1);
        Node factorsNode = match.nodeAt(1);
        for (Node node : List.of(conv, weightsNode, factorsNode)) {
            if (used.contains(node.name())) {
                return null;
            }
        }
        AttrValue format = Attrs.of(conv, "data_format", context.ops());
        if (format != null && format.getS().toStringUtf8().startsWith("NC")) {
            context.debug().accept(context.transform() + ": " + mul.name() + " left, it multiplies along the width");
            return null;
        }
        ChannelWeights weights = ChannelWeights.of(conv, weightsNode, context.ops());
        Tensor factors = ChannelWeights.value(factorsNode);
        if (weights == null || factors == null) {
            return null;
        }
        if (factors.rank() != 1 || factors.dim(0) != weights.channels()) {
            throw context.problem(
                    TransformProblem.BATCH_NORM_OF_OTHER_SHAPE,
                    "cannot fold the Mul \"" + mul.name() + "\": its constant input \"" + factorsNode.name()
                            + "\" has bad shape: \"" + factors + "\"",
                    "it takes a vector of " + weights.channels()
                            + " numbers, one for each channel; leave the transform out or give it ignore_errors=true");
        }
        double[] scale = new double[(int) factors.elements()];
        for (int i = 0; i < scale.length; i++) {
            scale[i] = factors.getDouble(i);
        }
        Node.Builder renamed = conv.toBuilder().name(mul.name());
        mul.controlInputs().forEach(renamed::input);
        List<Node> nodes = new ArrayList<>();
        nodes.add(
                Constants.node(weightsNode.name(), weights.scaledByOutput(scale).toProto()));
        nodes.add(match.nodeAt(0, 0));
        nodes.add(renamed.distinctControls().build());
        return nodes;
    }
}
