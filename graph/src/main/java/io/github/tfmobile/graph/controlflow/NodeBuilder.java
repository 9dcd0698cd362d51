package io.github.tfmobile.graph.controlflow;

import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.edit.FreshNames;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/** Makes the nodes that a lowered one consists of. */
final class NodeBuilder {

    private final Node origin;
    private final FreshNames names;
    private final List<Node> nodes = new ArrayList<>();

    NodeBuilder(Node origin, FreshNames names) {
        this.origin = origin;
        this.names = names;
    }

    /** The nodes so far. */
    List<Node> nodes() {
        return nodes;
    }

    /** A name below the lowered node's. */
    String name(String wanted) {
        return names.take(origin.name() + "/" + wanted);
    }

    /** Adds a node with attr T. */
    NodeInput add(String name, String op, Dtype dtype, List<NodeInput> inputs, Collection<String> controls) {
        return add(Node.builder(name, op).attr("T", dtype.attr()), inputs, controls);
    }

    /** Adds a node. */
    NodeInput add(Node.Builder node, List<NodeInput> inputs, Collection<String> controls) {
        node.addInputs(inputs);
        controls.forEach(control -> node.control(control));
        nodes.add(node.device(origin.device()).build());
        return new NodeInput(node.name(), 0);
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
