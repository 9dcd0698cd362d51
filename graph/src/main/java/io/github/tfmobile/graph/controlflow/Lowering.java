package io.github.tfmobile.graph.controlflow;

import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.function.Expansion;
import io.github.tfmobile.graph.function.FunctionBody;
import io.github.tfmobile.registry.Dtype;
import java.util.List;

/**
 * What stands in place of a node.
 *
 * @param nodes the nodes
 * @param results what is read in place of the node's outputs
 * @param types the outputs' types
 * @param waits what is waited for in place of the node
 */
record Lowering(List<Node> nodes, List<NodeInput> results, List<Dtype> types, List<String> waits) {

    Lowering {
        nodes = List.copyOf(nodes);
        results = List.copyOf(results);
        types = List.copyOf(types);
        waits = List.copyOf(waits);
    }

    /** Whether TensorFlow itself lowers a node when it loads the graph; its condition has to be a scalar then. */
    static boolean isTensorFlows(Node node) {
        return node.flag("_lower_using_switch_merge", false);
    }

    /** A call written out. */
    static Lowering of(Expansion expansion, List<String> waits, FunctionBody body) {
        return new Lowering(expansion.nodes(), expansion.results(), ControlFlowLowering.types(body), waits);
    }
}
