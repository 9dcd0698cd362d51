package io.github.tfmobile.graph.controlflow;

import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.FreshNames;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** Makes the nodes that a lowered one consists of. */
final class NodeBuilder {

    private final NodeDef origin;
    private final FreshNames names;
    private final List<NodeDef> nodes = new ArrayList<>();

    NodeBuilder(NodeDef origin, FreshNames names) {
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
        NodeInput constant = constant("zero", Constants.zero(dtype), controls);
        return add(name("condition"), "NotEqual", dtype, List.of(value, constant), List.of());
    }

    /** Adds a Const. */
    NodeInput constant(String name, TensorProto value, Collection<String> controls) {
        return add(Constants.node(name(name), value).toBuilder(), List.of(), controls);
    }
}
