package io.github.tfmobile.graph.transform.fold;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.match.MatchReplacer;
import io.github.tfmobile.graph.match.NodeMatch;
import io.github.tfmobile.graph.match.OpPattern;
import io.github.tfmobile.graph.problem.TransformProblem;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;

/**
 * {@code fold_old_batch_norms}: makes weights and a BiasAdd of a convolution and the FusedBatchNorm or
 * BatchNormWithGlobalNormalization behind it, also with a BatchToSpaceND or a ConcatV2 of two convolutions between
 * (tensorflow/tools/graph_transforms/fold_old_batch_norms.cc). It is repeated until nothing changes.
 *
 * <p>Unlike the original it leaves a convolution alone that somebody else reads or that is an output of the model, a
 * batch norm in training mode and one whose statistics are read; it writes an input that two convolutions share once,
 * and splits the channels of a concat by its axis, whatever the layout.
 */
@AutoService(Transform.class)
public final class FoldOldBatchNorms implements Transform {

    private static final String BATCH_NORMS = "BatchNormWithGlobalNormalization|FusedBatchNorm";

    private static final OpPattern CONST = OpPattern.of("Const");

    private static final OpPattern CONV =
            OpPattern.of("Conv2D|DepthwiseConv2dNative", OpPattern.anyOutside(), OpPattern.of("Const"));

    private static OpPattern after(OpPattern input) {
        return OpPattern.of(BATCH_NORMS, input, CONST, CONST, CONST, CONST);
    }

    @Override
    public String name() {
        return "fold_old_batch_norms";
    }

    @Override
    public boolean appliesToFunctions() {
        return true;
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        Graph current = repeat(graph, after(CONV), context, FoldOldBatchNorms::direct);
        current = repeat(
                current,
                after(OpPattern.of("BatchToSpaceND", CONV, CONST, CONST)),
                context,
                FoldOldBatchNorms::batchToSpace);
        return repeat(current, after(OpPattern.of("ConcatV2", CONV, CONV, CONST)), context, FoldOldBatchNorms::concat);
    }

    private interface Fold {
        @Nullable
        List<Node> fold(NodeMatch match, BatchNorm norm, Set<String> read, TransformContext context)
                throws ProblemException;
    }

    private static Graph repeat(Graph graph, OpPattern pattern, TransformContext context, Fold fold)
            throws ProblemException {
        Graph current = graph;
        boolean[] changed = {true};
        while (changed[0]) {
            changed[0] = false;
            Graph before = current;
            current = MatchReplacer.replace(before, pattern, context.protectedNodes(), (match, used) -> {
                Node node = match.node();
                if (!BatchNorm.isInference(node, context.ops())
                        || BatchNorm.hasStatisticsReader(before.index(), match.number())) {
                    return null;
                }
                BatchNorm norm = norm(before, node, context);
                List<Node> nodes = norm == null ? null : fold.fold(match, norm, read(before, used, context), context);
                // What lacks a node that others read or wait for is not taken, and would be tried for ever.
                boolean complete = nodes != null
                        && nodes.stream()
                                .map(Node::name)
                                .collect(Collectors.toSet())
                                .containsAll(used);
                changed[0] |= complete;
                return complete ? nodes : null;
            });
        }
        return current;
    }

    /** Those of these nodes of a match that others read; who only waits for one may go on doing so. */
    private static Set<String> read(Graph graph, Set<String> used, TransformContext context) {
        GraphIndex index = graph.index();
        return used.stream()
                .filter(name -> {
                    int[] edges = {0};
                    index.readers(index.number(name), (reader, input) -> {
                        edges[0] += index.port(reader, input) >= 0 ? 1 : 0;
                        return edges[0] < 2;
                    });
                    return edges[0] > 1 || context.protectedNodes().contains(name);
                })
                .collect(Collectors.toSet());
    }

    private static @Nullable BatchNorm norm(Graph graph, Node node, TransformContext context) throws ProblemException {
        try {
            return BatchNorm.of(node, graph, context.ops());
        } catch (BatchNorm.BadShape e) {
            throw context.problem(
                    TransformProblem.BATCH_NORM_UNFOLDABLE,
                    "cannot fold: " + e.getMessage(),
                    "leave the transform out or give it ignore_errors=true");
        }
    }

    private static @Nullable List<Node> direct(
            NodeMatch match, BatchNorm norm, Set<String> read, TransformContext context) throws ProblemException {
        List<Node> nodes = new ArrayList<>();
        Node bias =
                scaled(match.input(0), norm.scale(), norm.offset(), match.node().name(), read, context, nodes);
        if (bias == null) {
            return null;
        }
        nodes.add(withControls(bias, match.node()));
        return nodes;
    }

    private static @Nullable List<Node> batchToSpace(
            NodeMatch match, BatchNorm norm, Set<String> read, TransformContext context) throws ProblemException {
        NodeMatch space = match.input(0);
        Node conv = space.nodeAt(0);
        if (read.contains(space.node().name())) {
            return null;
        }
        List<Node> nodes = new ArrayList<>();
        Node bias = scaled(space.input(0), norm.scale(), norm.offset(), conv.name() + "/biasadd", read, context, nodes);
        if (bias == null) {
            return null;
        }
        nodes.add(bias);
        nodes.add(space.nodeAt(1));
        nodes.add(space.nodeAt(2));
        nodes.add(withControls(
                space.node().toBuilder()
                        .name(match.node().name())
                        .input(0, bias.name())
                        .build(),
                match.node()));
        return nodes;
    }

    private static @Nullable List<Node> concat(
            NodeMatch match, BatchNorm norm, Set<String> read, TransformContext context) throws ProblemException {
        NodeMatch concat = match.input(0);
        Tensor axis = ChannelWeights.value(concat.nodeAt(2));
        if (read.contains(concat.node().name()) || axis == null || axis.elements() != 1) {
            return null;
        }
        ChannelWeights first = ChannelWeights.of(concat.nodeAt(0), concat.nodeAt(0, 1), context.ops());
        ChannelWeights second = ChannelWeights.of(concat.nodeAt(1), concat.nodeAt(1, 1), context.ops());
        if (first == null || second == null) {
            return null;
        }
        long along = axis.getLong(0) < 0 ? axis.getLong(0) + 4 : axis.getLong(0);
        int channelAxis = isChannelsFirst(concat.nodeAt(0), context) ? 1 : 3;
        int count = norm.scale().length;
        boolean split = along == channelAxis;
        int middle = (int) first.channels();
        if (split ? middle + second.channels() != count : middle != count || second.channels() != count) {
            return null;
        }
        List<Node> nodes = new ArrayList<>();
        String[] names = {concat.node().name() + "_bn_in0", concat.node().name() + "_bn_in1"};
        for (int i = 0; i < 2; i++) {
            int from = split && i == 1 ? middle : 0;
            int to = split && i == 0 ? middle : count;
            Node bias = scaled(
                    concat.input(i),
                    Arrays.copyOfRange(norm.scale(), from, to),
                    Arrays.copyOfRange(norm.offset(), from, to),
                    names[i],
                    read,
                    context,
                    nodes);
            if (bias == null) {
                return null;
            }
            nodes.add(bias);
        }
        nodes.add(concat.nodeAt(2));
        nodes.add(withControls(
                concat.node().toBuilder()
                        .name(match.node().name())
                        .input(0, names[0])
                        .input(1, names[1])
                        .build(),
                match.node()));
        return nodes;
    }

    private static boolean isChannelsFirst(Node conv, TransformContext context) {
        AttrValue format = Attrs.of(conv, "data_format", context.ops());
        return format != null && format.getS().toStringUtf8().startsWith("NC");
    }

    /** Adds the scaled convolution and what it reads to the nodes; the BiasAdd behind it, null when it cannot be. */
    private static @Nullable Node scaled(
            NodeMatch match,
            double[] scale,
            double[] offset,
            String biasName,
            Set<String> read,
            TransformContext context,
            List<Node> nodes)
            throws ProblemException {
        Node conv = match.node();
        Node weightsNode = match.nodeAt(1);
        ChannelWeights weights = ChannelWeights.of(conv, weightsNode, context.ops());
        if (weights == null || read.contains(conv.name()) || read.contains(weightsNode.name())) {
            context.debug().accept(context.transform() + ": " + conv.name() + " left, others read it or its weights");
            return null;
        }
        if (weights.channels() != scale.length) {
            return null;
        }
        nodes.add(
                Constants.node(weightsNode.name(), weights.scaledByOutput(scale).toProto()));
        nodes.add(conv);
        Node offsets = Constants.node(
                conv.name() + "_bn_offset", weights.vector(offset).toProto());
        nodes.add(offsets);
        Node.Builder bias = Node.builder(biasName, "BiasAdd").input(conv.name()).input(offsets.name());
        Attrs.copy(conv, bias, context.ops(), "data_format", "T");
        return bias.build();
    }

    private static Node withControls(Node node, Node waiting) {
        Node.Builder all = node.toBuilder();
        waiting.controlInputs().forEach(all::input);
        return all.distinctControls().build();
    }
}
