package io.github.tfmobile.graph.transform.quantize;

import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeInputs;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.tensor.TensorShapes;
import io.github.tfmobile.graph.transform.TransformContext;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;

/** Puts the eight-bit form of each float op in its place, float at both ends. */
final class NodeQuantizer {

    private final TransformContext context;
    private final QuantizeNodes.@Nullable Range fallback;
    private final SortedMap<String, QuantizedOp> ops = QuantizedOp.all();

    NodeQuantizer(TransformContext context, QuantizeNodes.@Nullable Range fallback, Set<String> ignored) {
        this.context = context;
        this.fallback = fallback;
        ops.keySet().removeAll(ignored);
    }

    Graph apply(Graph graph) {
        List<NodeDef> nodes = new ArrayList<>();
        for (NodeDef node : graph.nodes()) {
            QuantizedOp op = ops.get(node.getOp());
            if (op == null || !isFloat(node, op)) {
                nodes.add(node);
            } else if (!QuantizedOp.keepsMeaning(node, context.ops())) {
                context.debug().accept(context.transform() + ": " + node.getName() + " left, it has no eight-bit form");
                nodes.add(node);
            } else {
                quantize(node, op, nodes);
            }
        }
        return graph.withNodes(nodes);
    }

    private boolean isFloat(NodeDef node, QuantizedOp op) {
        OpDef def = context.ops().find(node.getOp());
        NodeSignature signature = def == null ? null : NodeSignature.of(node, def);
        if (signature == null) {
            return false;
        }
        List<Dtype> inputs = signature.inputTypes();
        for (int i = 0; i < inputs.size(); i++) {
            if (!op.plainInputs().contains(i) && !inputs.get(i).is(DataType.DT_FLOAT)) {
                return false;
            }
        }
        return signature.outputTypes().stream().allMatch(type -> type.is(DataType.DT_FLOAT));
    }

    private void quantize(NodeDef node, QuantizedOp op, List<NodeDef> nodes) {
        List<String> data = NodeInputs.dataTexts(node);
        List<String> quantized = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        NodeDef.Builder main = NodeDef.newBuilder()
                .setName(node.getName() + "/eightbit")
                .setOp("Quantized" + node.getOp())
                .setDevice(node.getDevice());
        Attrs.copy(node, main, context.ops(), op.copied().toArray(String[]::new));
        op.types().forEach((name, type) -> main.putAttr(name, Attrs.type(type)));
        for (int i = 0; i < data.size(); i++) {
            if (op.plainInputs().contains(i)) {
                main.addInput(data.get(i));
            } else {
                String name = names.get(data.get(i)); // an op may read a tensor twice
                if (name == null) {
                    name = addQuantize(node.getName() + "_eightbit", data.get(i), nodes);
                    names.put(data.get(i), name);
                }
                quantized.add(name);
                main.addInput(name + ":0");
            }
        }
        if (op.separate()) {
            quantized.forEach(name -> main.addInput(name + ":1"));
            quantized.forEach(name -> main.addInput(name + ":2"));
        } else {
            quantized.forEach(name -> main.addInput(name + ":1").addInput(name + ":2"));
        }
        NodeInputs.controlTexts(node).forEach(main::addInput);
        nodes.add(main.build());
        String codes = op.wide() ? addRequantize(main.getName(), nodes) : main.getName();
        nodes.add(QuantizeNodes.dequantize(node.getName(), codes + ":0", codes + ":1", codes + ":2"));
    }

    /** Measures the range of a tensor and quantizes it to that; the name of the QuantizeV2. */
    private static String addQuantize(String prefix, String text, List<NodeDef> nodes) {
        NodeInput input = NodeInput.parse(text);
        String name = prefix + "/" + input.node() + (input.port() > 0 ? "__port__" + input.port() : "");
        NodeDef flat = waiting(name + "/reshape_dims", Constants.int32(TensorShapes.of(1), -1), input);
        NodeDef axis = waiting(name + "/reduction_dims", Constants.int32(TensorShapes.of(1), 0), input);
        NodeDef reshape = NodeDef.newBuilder()
                .setName(name + "/reshape")
                .setOp("Reshape")
                .addInput(text)
                .addInput(flat.getName())
                .putAttr("T", Attrs.type(DataType.DT_FLOAT))
                .build();
        NodeDef min = reduction(name + "/min", "Min", reshape, axis);
        NodeDef max = reduction(name + "/max", "Max", reshape, axis);
        NodeDef quantize = NodeDef.newBuilder()
                .setName(name + "/quantize")
                .setOp("QuantizeV2")
                .addInput(text)
                .addInput(min.getName())
                .addInput(max.getName())
                .putAttr("T", Attrs.type(DataType.DT_QUINT8))
                .putAttr("mode", Attrs.string("MIN_FIRST"))
                .build();
        nodes.addAll(List.of(flat, axis, reshape, min, max, quantize));
        return quantize.getName();
    }

    private static NodeDef waiting(String name, TensorProto value, NodeInput input) {
        return Constants.node(name, value).toBuilder()
                .addInput("^" + input.node())
                .build();
    }

    private static NodeDef reduction(String name, String op, NodeDef values, NodeDef axis) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp(op)
                .addInput(values.getName())
                .addInput(axis.getName())
                .putAttr("T", Attrs.type(DataType.DT_FLOAT))
                .putAttr("keep_dims", Attrs.bool(false))
                .build();
    }

    private String addRequantize(String wide, List<NodeDef> nodes) {
        String min;
        String max;
        if (fallback != null) {
            NodeDef low = Constants.node(wide + "/fallback_min", Constants.scalar(fallback.min()));
            NodeDef high = Constants.node(wide + "/fallback_max", Constants.scalar(fallback.max()));
            nodes.add(low);
            nodes.add(high);
            min = low.getName();
            max = high.getName();
        } else {
            NodeDef range = NodeDef.newBuilder()
                    .setName(wide + "/requant_range")
                    .setOp("RequantizationRange")
                    .addInput(wide + ":0")
                    .addInput(wide + ":1")
                    .addInput(wide + ":2")
                    .putAttr("Tinput", Attrs.type(DataType.DT_QINT32))
                    .build();
            nodes.add(range);
            min = range.getName() + ":0";
            max = range.getName() + ":1";
        }
        NodeDef requantize = TrainedRanges.requantize(wide + "/requantize", wide, min, max);
        nodes.add(requantize);
        return requantize.getName();
    }
}
