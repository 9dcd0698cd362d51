package io.github.tfmobile.graph.transform.fold;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;

/**
 * {@code fold_fused_batch_norms}: folds every batch norm at inference, of any version, into the weights of the Conv2D,
 * Conv3D, DepthwiseConv2dNative or MatMul before it, in NHWC and NCHW, and where there is none into the one behind it.
 *
 * <p>Also folded are the factors of one that is written out, as far as fold_batch_norms does not: a Mul by a vector
 * behind a bias. Before a batch norm there may be a bias between, a Reshape, ExpandDims or Squeeze that keeps the channels last, and, when all
 * offsets are zero, padding with zeros. Behind it the convolution must not pad, unless all offsets are zero. What
 * others read or the model names as input or output keeps its value; weights that others read are copied, or with
 * {@code may_grow=false} left.
 */
@AutoService(Transform.class)
public final class FoldFusedBatchNorms implements Transform {

    private static final Set<String> CONVOLUTIONS = Set.of("Conv2D", "Conv3D", "DepthwiseConv2dNative", "MatMul");

    private static final Set<String> BIASES = Set.of("BiasAdd", "BiasAddV1", "Add", "AddV2");

    private static final String MUL = "Mul";

    @Override
    public String name() {
        return "fold_fused_batch_norms";
    }

    @Override
    public Set<String> arguments() {
        return Set.of("may_grow");
    }

    @Override
    public boolean appliesToFunctions() {
        return true;
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        GraphIndex index = graph.index();
        BitSet norms = new BitSet();
        for (int op = 0; op < index.ops().size(); op++) {
            String name = index.ops().get(op);
            norms.set(op, BatchNorm.FUSED.contains(name) || name.equals(BatchNorm.GLOBAL) || name.equals(MUL));
        }
        if (norms.isEmpty()) {
            return graph;
        }
        LayerEditor editor = new LayerEditor(graph, context.protectedNodes());
        List<String> kept = new ArrayList<>();
        int[] order = index.runOrder();
        try (Progress.Task task = context.progress().start(context.transform(), "nodes", order.length)) {
            for (int at = 0; at < order.length; at++) {
                task.done(at);
                String name =
                        norms.get(index.op(order[at])) ? index.node(order[at]).name() : "";
                Node node = editor.find(name);
                if (node != null && !fold(name, editor, context) && !node.op().equals(MUL)) {
                    kept.add(name);
                }
            }
        }
        for (String name : kept) {
            if (editor.find(name) == null || !fold(name, editor, context)) {
                context.debug().accept(context.transform() + ": " + name + " left, it cannot be folded exactly");
            }
        }
        return editor.build();
    }

    private static boolean fold(String name, LayerEditor editor, TransformContext context) throws ProblemException {
        Node node = editor.find(name);
        if (node == null) {
            return false;
        }
        if (node.op().equals(MUL)) {
            return foldFactor(node, editor, context);
        }
        if (!BatchNorm.isInference(node, context.ops()) || editor.hasOtherReaders(name)) {
            return false;
        }
        BatchNorm norm;
        try {
            norm = BatchNorm.of(node, editor::constant, context.ops());
        } catch (BatchNorm.BadShape e) {
            context.debug().accept(context.transform() + ": " + e.getMessage());
            return false;
        }
        return norm != null && (foldBefore(node, norm, editor, context) || foldBehind(node, norm, editor, context));
    }

    /** Folds the factors of a batch norm that is written out as Mul and Add, where a bias keeps them from the layer. */
    private static boolean foldFactor(Node mul, LayerEditor editor, TransformContext context) throws ProblemException {
        if (mul.inputCount() < 2) {
            return false;
        }
        Node norm = editor.constant(mul.input(1)) != null
                ? mul
                : mul.toBuilder().input(0, mul.input(1)).input(1, mul.input(0)).build();
        Node bias = editor.source(norm, 0);
        Tensor factors = editor.constant(norm.input(1));
        BatchNorm values = factors == null ? null : BatchNorm.ofFactors(factors);
        return values != null
                && bias != null
                && BIASES.contains(bias.op())
                && foldBefore(norm, values, editor, context);
    }

    private static boolean channelsFirst(Node node, TransformContext context) {
        AttrValue format = Attrs.of(node, "data_format", context.ops());
        return format != null && format.getS().toStringUtf8().startsWith("NC");
    }

    private static boolean isPlainLayout(Node node, TransformContext context) {
        AttrValue format = Attrs.of(node, "data_format", context.ops());
        String text = format == null ? "NHWC" : format.getS().toStringUtf8();
        return Set.of("NHWC", "NCHW", "NDHWC", "NCDHW").contains(text);
    }

    private static boolean allZero(double[] values) {
        for (double value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    /** Folds into what computes the batch norm's input. */
    private static boolean foldBefore(Node norm, BatchNorm values, LayerEditor editor, TransformContext context)
            throws ProblemException {
        boolean first = channelsFirst(norm, context);
        List<Node> between = new ArrayList<>(); // from the batch norm upwards
        Node bias = null;
        Node at = editor.source(norm, 0);
        while (at != null && !CONVOLUTIONS.contains(at.op())) {
            if (!editor.isPrivate(at) || bias != null) {
                return false;
            }
            switch (at.op()) {
                case "BiasAdd", "BiasAddV1", "Add", "AddV2" -> {
                    if (!isChannelBias(at, values.scale().length, first, editor, context)) {
                        return false;
                    }
                    bias = at;
                }
                case "Pad" -> {
                    if (!allZero(values.offset())) {
                        return false;
                    }
                }
                case "Reshape", "ExpandDims", "Squeeze" -> {
                    if (first || !keepsChannelsLast(at, values.scale().length, editor)) {
                        return false;
                    }
                }
                default -> {
                    return false;
                }
            }
            between.add(at);
            at = editor.source(at, 0);
        }
        if (at == null || !editor.isPrivate(at) || !isPlainLayout(at, context)) {
            return false;
        }
        if (at.op().equals("MatMul") ? first : channelsFirst(at, context) != first) {
            return false;
        }
        Node weightsNode = editor.source(at, 1);
        ChannelWeights weights = weights(at, editor, context);
        if (weightsNode == null || weights == null || weights.channels() != values.scale().length) {
            return false;
        }
        Node conv = editor.withWeights(at, weightsNode, weights.scaledByOutput(values.scale()), norm.name());
        double[] offset = values.offset().clone();
        if (bias != null) {
            Tensor old = editor.constant(bias.input(1));
            for (int i = 0; old != null && i < offset.length; i++) {
                offset[i] += old.getDouble(old.elements() == 1 ? 0 : i) * values.scale()[i];
            }
        }
        Node offsets = editor.put(Constants.node(
                editor.unused(conv.name() + "_bn_offset"),
                weights.vector(offset).toProto()));
        int last = between.size() - 1;
        boolean insert = bias == null;
        String biasName = insert
                ? between.isEmpty() ? norm.name() : editor.unused(conv.name() + "_bn_bias")
                : last == 0 ? norm.name() : between.get(last).name();
        Node.Builder biasAdd =
                Node.builder(biasName, "BiasAdd").input(conv.name()).input(offsets.name());
        Attrs.copy(conv, biasAdd, context.ops(), "T");
        biasAdd.attr("data_format", Attrs.string(first ? "NCHW" : "NHWC"));
        if (!insert) {
            between.get(last).controlInputs().forEach(biasAdd::input);
        }
        boolean biasTakesName = insert ? between.isEmpty() : last == 0;
        if (biasTakesName) {
            norm.controlInputs().forEach(biasAdd::input);
        }
        // The node next to the batch norm takes its name, those above keep theirs.
        for (int i = insert ? last : last - 1; i >= 0; i--) {
            Node old = between.get(i);
            Node.Builder renamed = old.toBuilder();
            if (i == last) {
                renamed.input(0, biasAdd.name());
            }
            if (i == 0) {
                renamed.name(norm.name());
                norm.controlInputs().forEach(renamed::input);
                editor.remove(old.name());
            }
            editor.put(renamed.distinctControls().build());
        }
        if (!insert && last == 0) {
            editor.remove(between.get(0).name());
        }
        editor.put(biasAdd.distinctControls().build());
        editor.dropUnread(norm.inputs());
        if (bias != null) {
            editor.dropUnread(bias.inputs());
        }
        return true;
    }

    private static @Nullable ChannelWeights weights(Node conv, LayerEditor editor, TransformContext context)
            throws ProblemException {
        Node constant = editor.behindIdentities(editor.source(conv, 1));
        return constant == null || (!context.bool("may_grow", true) && isShared(conv, editor))
                ? null
                : ChannelWeights.of(conv, constant, context.ops());
    }

    /** Whether others read the weights of a layer, which would then be there twice. */
    private static boolean isShared(Node conv, LayerEditor editor) {
        Node at = editor.source(conv, 1);
        while (at != null && at.op().equals("Identity") && editor.isPrivate(at)) {
            at = editor.source(at, 0);
        }
        return at == null || !editor.isPrivate(at);
    }

    /** Whether a node adds one constant number to each channel. */
    private static boolean isChannelBias(
            Node node, int channels, boolean first, LayerEditor editor, TransformContext context) {
        Tensor value = node.inputCount() > 1 ? editor.constant(node.input(1)) : null;
        if (value == null || value.format().bytes() == 0) {
            return false;
        }
        if (node.op().equals("BiasAdd") || node.op().equals("BiasAddV1")) {
            return value.rank() == 1 && value.dim(0) == channels && channelsFirst(node, context) == first;
        }
        return value.rank() == 1 && value.dim(0) == channels && !first;
    }

    /** Whether the last dim is the number of channels before and behind a reshape. */
    private static boolean keepsChannelsLast(Node node, int channels, LayerEditor editor) {
        if (node.op().equals("Reshape")) {
            Tensor shape = node.inputCount() > 1 ? editor.constant(node.input(1)) : null;
            return shape != null
                    && shape.rank() == 1
                    && shape.elements() > 1
                    && shape.elements() < 10
                    && shape.getLong((int) shape.elements() - 1) == channels;
        }
        if (node.op().equals("ExpandDims")) {
            Tensor axis = node.inputCount() > 1 ? editor.constant(node.input(1)) : null;
            return axis != null && axis.elements() == 1 && (axis.getLong(0) == 1 || axis.getLong(0) == 0);
        }
        return false;
    }

    /** Folds into the one convolution that reads the batch norm. */
    private static boolean foldBehind(Node norm, BatchNorm values, LayerEditor editor, TransformContext context)
            throws ProblemException {
        boolean first = channelsFirst(norm, context);
        Node pad = null;
        Node before = norm;
        Node conv = editor.onlyReader(norm);
        boolean plain = allZero(values.offset());
        if (conv != null && conv.op().equals("Pad") && plain) {
            pad = conv;
            before = pad;
            conv = editor.onlyReader(pad);
        }
        if (conv == null
                || !Set.of("Conv2D", "Conv3D", "DepthwiseConv2dNative").contains(conv.op())
                || !isPlainLayout(conv, context)
                || channelsFirst(conv, context) != first
                || !conv.input(0).equals(new NodeInput(before.name(), 0))
                || conv.input(1).node().equals(before.name())) {
            return false;
        }
        Node weightsNode = editor.source(conv, 1);
        ChannelWeights weights = weights(conv, editor, context);
        if (weightsNode == null || weights == null || weights.inputChannels() != values.scale().length) {
            return false;
        }
        AttrValue padding = Attrs.of(conv, "padding", context.ops());
        if (!plain && (padding == null || !padding.getS().toStringUtf8().equals("VALID"))) {
            return false;
        }
        Node scaled = editor.withWeights(conv, weightsNode, weights.scaledByInput(values.scale()), norm.name());
        NodeInput source = norm.input(0);
        List<NodeInput> waits = norm.controlInputs();
        if (pad != null) {
            Node.Builder moved = pad.toBuilder().input(0, source);
            waits.forEach(moved::input);
            editor.put(moved.distinctControls().build());
        } else {
            Node.Builder moved = scaled.toBuilder().input(0, source);
            waits.forEach(moved::input);
            scaled = moved.distinctControls().build();
            editor.put(scaled);
        }
        if (!plain) {
            String name = conv.name();
            Node inner = editor.put(
                    scaled.toBuilder().name(editor.unused(name + "_bn_conv")).build());
            Node offsets = editor.put(Constants.node(
                    editor.unused(name + "_bn_offset"),
                    weights.vector(weights.response(values.offset())).toProto()));
            Node.Builder biasAdd =
                    Node.builder(name, "BiasAdd").input(inner.name()).input(offsets.name());
            Attrs.copy(conv, biasAdd, context.ops(), "T");
            biasAdd.attr("data_format", Attrs.string(first ? "NCHW" : "NHWC"));
            editor.put(biasAdd.build());
        }
        editor.remove(norm.name());
        editor.dropUnread(norm.inputs().subList(1, norm.inputCount()));
        return true;
    }
}
