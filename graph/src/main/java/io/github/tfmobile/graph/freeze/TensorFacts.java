package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.shape.ShapeInference;
import io.github.tfmobile.graph.shape.TensorFact;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;

/** The shapes of a graph's tensors, as far as they are known before it runs; found out when first asked for. */
final class TensorFacts {

    private final List<NodeDef> nodes;
    private final OpDefs ops;
    private @Nullable Map<String, List<TensorFact>> facts;

    TensorFacts(List<NodeDef> nodes, OpDefs ops) {
        this.nodes = nodes;
        this.ops = ops;
    }

    /** What is known of a tensor. */
    TensorFact of(NodeInput tensor) {
        if (facts == null) {
            facts = infer();
        }
        List<TensorFact> outputs = facts.getOrDefault(tensor.node(), List.of());
        return tensor.port() >= 0 && tensor.port() < outputs.size() ? outputs.get(tensor.port()) : TensorFact.UNKNOWN;
    }

    private Map<String, List<TensorFact>> infer() {
        ShapeInference shapes = new ShapeInference();
        Map<String, List<TensorFact>> known = new HashMap<>();
        for (NodeDef node : ExecutionOrder.of(nodes)) {
            if (node.getOp().equals("Const")) {
                known.put(
                        node.getName(),
                        List.of(TensorFact.of(
                                node.getAttrMap().containsKey("value")
                                        ? node.getAttrOrThrow("value").getTensor()
                                        : TensorProto.getDefaultInstance())));
                continue;
            }
            if (OpTrait.VARIABLE.includes(node.getOp())) {
                // What stands for a variable has the shape of its value here.
                known.put(
                        node.getName(),
                        List.of(
                                node.getAttrMap().containsKey("shape")
                                        ? TensorFact.of(PartialShape.of(
                                                node.getAttrOrThrow("shape").getShape()))
                                        : TensorFact.UNKNOWN));
                continue;
            }
            OpDef op = ops.find(node.getOp());
            NodeDef filled = NodeSignature.withDefaults(node, op);
            NodeSignature signature = op == null ? null : NodeSignature.of(filled, op);
            List<TensorFact> inputs = new ArrayList<>();
            for (String text : node.getInputList()) {
                NodeInput input = NodeInput.parse(text);
                if (!input.isControl()) {
                    List<TensorFact> outputs = known.getOrDefault(input.node(), List.of());
                    inputs.add(input.port() < outputs.size() ? outputs.get(input.port()) : TensorFact.UNKNOWN);
                }
            }
            known.put(
                    node.getName(),
                    handsOn(node) && !inputs.isEmpty()
                            ? inputs.subList(0, 1)
                            : shapes.infer(filled, inputs, signature == null ? 0 : signature.outputCount()));
        }
        return known;
    }

    /** Whether the output is the first input. */
    private static boolean handsOn(NodeDef node) {
        return node.getOp().equals("ReadVariableOp")
                || (OpTrait.ENTER.includes(node.getOp())
                        && node.getAttrOrDefault("is_constant", AttrValue.getDefaultInstance())
                                .getB());
    }
}
