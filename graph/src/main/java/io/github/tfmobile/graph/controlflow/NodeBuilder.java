package io.github.tfmobile.graph.controlflow;

import com.google.protobuf.ByteString;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.function.NodeNames;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Makes the nodes that a lowered one consists of. */
final class NodeBuilder {

    private final NodeDef origin;
    private final NodeNames names;
    private final List<NodeDef> nodes = new ArrayList<>();

    NodeBuilder(NodeDef origin, NodeNames names) {
        this.origin = origin;
        this.names = names;
    }

    /** The nodes so far. */
    List<NodeDef> nodes() {
        return nodes;
    }

    /** A name below the lowered node's. */
    String name(String wanted) {
        return names.take(origin.getName() + "/" + wanted);
    }

    /** Adds a node with attr T. */
    NodeInput add(String name, String op, Dtype dtype, List<NodeInput> inputs, Collection<String> controls) {
        return add(NodeDef.newBuilder().setName(name).setOp(op).putAttr("T", dtype.attr()), inputs, controls);
    }

    /** Adds a node. */
    NodeInput add(NodeDef.Builder node, List<NodeInput> inputs, Collection<String> controls) {
        inputs.forEach(input -> node.addInput(input.toString()));
        controls.forEach(control -> node.addInput("^" + control));
        nodes.add(node.setDevice(origin.getDevice()).build());
        return new NodeInput(node.getName(), 0);
    }

    /** A condition as a bool: any number but 0 is true, any string but the empty one. */
    NodeInput condition(NodeInput value, Dtype dtype, Collection<String> controls) {
        if (dtype.is(DataType.DT_BOOL)) {
            return value;
        }
        TensorProto.Builder zero = TensorProto.newBuilder()
                .setDtypeValue(dtype.number())
                .setTensorShape(TensorShapeProto.getDefaultInstance());
        switch (zero.getDtype()) {
            case DT_STRING -> zero.addStringVal(ByteString.EMPTY);
            case DT_FLOAT -> zero.addFloatVal(0);
            case DT_DOUBLE -> zero.addDoubleVal(0);
            case DT_INT64 -> zero.addInt64Val(0);
            case DT_HALF, DT_BFLOAT16 -> zero.addHalfVal(0);
            default -> zero.addIntVal(0);
        }
        NodeInput constant = constant("zero", zero.build(), controls);
        return add(name("condition"), "NotEqual", dtype, List.of(value, constant), List.of());
    }

    /** Adds a Const. */
    NodeInput constant(String name, TensorProto value, Collection<String> controls) {
        NodeDef.Builder node = NodeDef.newBuilder()
                .setName(name(name))
                .setOp("Const")
                .putAttr("dtype", new Dtype(value.getDtypeValue()).attr())
                .putAttr("value", AttrValue.newBuilder().setTensor(value).build());
        return add(node, List.of(), controls);
    }

    /** The data inputs of a node. */
    static List<NodeInput> data(NodeDef node) {
        return node.getInputList().stream()
                .map(NodeInput::parse)
                .filter(input -> !input.isControl())
                .toList();
    }

    /** The nodes that a node waits for. */
    static List<String> controls(NodeDef node) {
        return node.getInputList().stream()
                .map(NodeInput::parse)
                .filter(NodeInput::isControl)
                .map(NodeInput::node)
                .toList();
    }
}
