package io.github.tfmobile.graph.analysis;

import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import org.tensorflow.proto.OpDef;

/**
 * The flows of a graph: scalars that only order what is done with a TensorArray, whose values mean nothing
 * ({@code flow_in} of its ops), in and out of loops and branches.
 */
final class Flows {

    private static final String ARGUMENT = "flow_in";

    private Flows() {}

    /** The nodes whose output is a flow. */
    static BitSet of(GraphIndex index, OpDefs ops) {
        BitSet flows = new BitSet(index.size());
        Deque<Integer> open = new ArrayDeque<>();
        for (int node = 0; node < index.size(); node++) {
            OpDef op = ops.find(index.node(node).op());
            if (op == null
                    || op.getInputArgList().stream()
                            .noneMatch(arg -> arg.getName().equals(ARGUMENT))) {
                continue;
            }
            NodeSignature signature = NodeSignature.of(index.node(node), op);
            if (signature != null) {
                for (NodeSignature.Arg arg : signature.inputs()) {
                    if (arg.name().equals(ARGUMENT) && arg.start() < index.inputs(node)) {
                        take(index.source(node, arg.start()), flows, open);
                    }
                }
            }
        }
        while (!open.isEmpty()) {
            int node = open.pop();
            if (OpTrait.FORWARD.includes(index.node(node).op())) {
                for (int k = 0; k < index.inputs(node); k++) {
                    boolean isPredicate =
                            OpTrait.SWITCH.includes(index.node(node).op()) && k > 0;
                    if (index.port(node, k) >= 0 && !isPredicate) {
                        take(index.source(node, k), flows, open);
                    }
                }
            }
        }
        return flows;
    }

    private static void take(int node, BitSet flows, Deque<Integer> open) {
        if (node >= 0 && !flows.get(node)) {
            flows.set(node);
            open.push(node);
        }
    }
}
