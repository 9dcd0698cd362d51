package io.github.tfmobile.graph.transform.quantize;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.analysis.EmptyTensors;
import io.github.tfmobile.graph.analysis.NonFiniteTensors;
import io.github.tfmobile.graph.analysis.TensorFacts;
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

    Graph apply(Graph graph) throws ProblemException {
        List<Node> nodes = new ArrayList<>();
        EmptyTensors empty = new EmptyTensors(graph, context.ops());
        TensorFacts facts = graph.analysis(TensorFacts.of(context.ops(), TensorFacts.Basis.BRANCHES));
        NonFiniteTensors nonFinite = new NonFiniteTensors(graph, context.ops());
        for (int i = 0; i < graph.size(); i++) {
            Node node = graph.node(i);
            QuantizedOp op = ops.get(node.op());
            if (op == null || !isFloat(node, op)) {
                nodes.add(node);
            } else if (empty.mayReadOne(i)) {
                // Nothing has no range: QuantizeV2 refuses the least and greatest of it.
                context.debug().accept(context.transform() + ": " + node.name() + " left, what it reads may be empty");
                nodes.add(node);
            } else if (nonFinite.mayMeetOne(i)) {
                context.debug()
                        .accept(context.transform() + ": " + node.name()
                                + " left, a constant before it has a NaN, an infinity or more than 1e30");
                nodes.add(node);
            } else if (!QuantizedOp.keepsMeaning(node, context.ops(), facts)) {
                context.debug().accept(context.transform() + ": " + node.name() + " left, it has no eight-bit form");
                nodes.add(node);
            } else {
                quantize(node, op, nodes);
            }
        }
        return graph.with(nodes);
    }

    private boolean isFloat(Node node, QuantizedOp op) {
        OpDef def = context.ops().find(node.op());
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

    private void quantize(Node node, QuantizedOp op, List<Node> nodes) {
        List<NodeInput> data = node.dataInputs();
        List<String> quantized = new ArrayList<>();
        Map<NodeInput, String> names = new HashMap<>();
        Node.Builder main =
                Node.builder(node.name() + "/eightbit", "Quantized" + node.op()).device(node.device());
        Attrs.copy(node, main, context.ops(), op.copied().toArray(String[]::new));
        op.types().forEach((name, type) -> main.attr(name, Attrs.type(type)));
        for (int i = 0; i < data.size(); i++) {
            if (op.plainInputs().contains(i)) {
                main.input(data.get(i));
            } else {
                String name = names.get(data.get(i)); // an op may read a tensor twice
                if (name == null) {
                    name = addQuantize(node.name() + "_eightbit", data.get(i), nodes);
                    names.put(data.get(i), name);
                }
                quantized.add(name);
                main.input(name);
            }
        }
        if (op.separate()) {
            quantized.forEach(name -> main.input(new NodeInput(name, 1)));
            quantized.forEach(name -> main.input(new NodeInput(name, 2)));
        } else {
            quantized.forEach(name -> main.input(new NodeInput(name, 1)).input(new NodeInput(name, 2)));
        }
        node.controlInputs().forEach(main::input);
        nodes.add(main.build());
        String codes = op.wide() ? addRequantize(main.name(), nodes) : main.name();
        nodes.add(QuantizeNodes.dequantize(
                node.name(), new NodeInput(codes, 0), new NodeInput(codes, 1), new NodeInput(codes, 2)));
    }

    /** Measures the range of a tensor and quantizes it to that; the name of the QuantizeV2. */
    private static String addQuantize(String prefix, NodeInput input, List<Node> nodes) {
        String name = prefix + "/" + input.node() + (input.port() > 0 ? "__port__" + input.port() : "");
        Node flat = waiting(name + "/reshape_dims", Constants.int32(TensorShapes.of(1), -1), input);
        Node axis = waiting(name + "/reduction_dims", Constants.int32(TensorShapes.of(1), 0), input);
        Node reshape = Node.builder(name + "/reshape", "Reshape")
                .input(input)
                .input(flat.name())
                .attr("T", Attrs.type(DataType.DT_FLOAT))
                .build();
        Node min = reduction(name + "/min", "Min", reshape, axis);
        Node max = reduction(name + "/max", "Max", reshape, axis);
        Node quantize = Node.builder(name + "/quantize", "QuantizeV2")
                .input(input)
                .input(min.name())
                .input(max.name())
                .attr("T", Attrs.type(DataType.DT_QUINT8))
                .attr("mode", Attrs.string("MIN_FIRST"))
                .build();
        nodes.addAll(List.of(flat, axis, reshape, min, max, quantize));
        return quantize.name();
    }

    private static Node waiting(String name, TensorProto value, NodeInput input) {
        return Constants.node(name, value).toBuilder().control(input.node()).build();
    }

    private static Node reduction(String name, String op, Node values, Node axis) {
        return Node.builder(name, op)
                .input(values.name())
                .input(axis.name())
                .attr("T", Attrs.type(DataType.DT_FLOAT))
                .attr("keep_dims", Attrs.bool(false))
                .build();
    }

    private String addRequantize(String wide, List<Node> nodes) {
        NodeInput min;
        NodeInput max;
        if (fallback != null) {
            Node low = Constants.node(wide + "/fallback_min", Constants.scalar(fallback.min()));
            Node high = Constants.node(wide + "/fallback_max", Constants.scalar(fallback.max()));
            nodes.add(low);
            nodes.add(high);
            min = new NodeInput(low.name(), 0);
            max = new NodeInput(high.name(), 0);
        } else {
            Node range = Node.builder(wide + "/requant_range", "RequantizationRange")
                    .input(wide)
                    .input(new NodeInput(wide, 1))
                    .input(new NodeInput(wide, 2))
                    .attr("Tinput", Attrs.type(DataType.DT_QINT32))
                    .build();
            nodes.add(range);
            min = new NodeInput(range.name(), 0);
            max = new NodeInput(range.name(), 1);
        }
        Node requantize = TrainedRanges.requantize(wide + "/requantize", wide, min, max);
        nodes.add(requantize);
        return requantize.name();
    }
}
