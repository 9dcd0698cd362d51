package io.github.tfmobile.graph.transform.fold;

import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.shape.ShapeInference;
import io.github.tfmobile.graph.shape.TensorFact;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;

/**
 * What is known of the tensors of a graph, found out when asked for: of a large graph few shapes matter. Nothing is known
 * of what a node reads from one that runs later, by a loop.
 */
final class FactTable {

    private final GraphIndex index;
    private final OpDefs ops;
    private final IntFunction<@Nullable List<TensorProto>> constants;
    private final ShapeInference shapes = new ShapeInference();
    private final @Nullable List<TensorFact>[] facts;
    private final int[] turn; // when a node runs; those that never do, last

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of lists
    FactTable(GraphIndex index, OpDefs ops, IntFunction<@Nullable List<TensorProto>> constants) {
        this.index = index;
        this.ops = ops;
        this.constants = constants;
        this.facts = new List[index.size()];
        this.turn = new int[index.size()];
        Arrays.fill(turn, Integer.MAX_VALUE);
        int[] order = index.runOrder();
        for (int i = 0; i < order.length; i++) {
            turn[order[i]] = i;
        }
    }

    /** What was known of a node is no longer all: its outputs are constants now. */
    void changed(int node) {
        facts[node] = null;
    }

    /** What is known of a node's outputs. */
    List<TensorFact> of(int node) {
        int[] open = {node};
        int count = 1;
        while (count > 0) {
            int at = open[count - 1];
            int before = count;
            if (facts[at] == null && constants.apply(at) == null) {
                for (int k = 0; k < index.inputs(at); k++) {
                    if (isKnowable(at, k) && facts[index.source(at, k)] == null) {
                        open = count < open.length ? open : Arrays.copyOf(open, 2 * count + 16);
                        open[count++] = index.source(at, k);
                    }
                }
            }
            if (count == before) {
                count--;
                facts[at] = facts[at] == null ? infer(at) : facts[at];
            }
        }
        List<TensorFact> found = facts[node];
        return found == null ? List.of() : found;
    }

    /** What is known of a node's data inputs, in order. */
    List<TensorFact> ofInputs(int node) {
        List<TensorFact> inputs = new ArrayList<>(index.inputs(node));
        for (int k = 0; k < index.inputs(node); k++) {
            int port = index.port(node, k);
            if (port == NodeInput.CONTROL) {
                continue;
            }
            List<TensorFact> source = isKnowable(node, k) ? of(index.source(node, k)) : List.of();
            inputs.add(port < source.size() ? source.get(port) : TensorFact.UNKNOWN);
        }
        return inputs;
    }

    private boolean isKnowable(int node, int input) {
        int source = index.source(node, input);
        return index.port(node, input) >= 0 && source >= 0 && turn[source] < turn[node];
    }

    private List<TensorFact> infer(int node) {
        List<TensorProto> values = constants.apply(node);
        if (values != null) {
            return values.stream().map(TensorFact::of).toList();
        }
        OpDef op = ops.find(index.node(node).getOp());
        NodeDef filled = NodeSignature.withDefaults(index.node(node), op);
        NodeSignature signature = op == null ? null : NodeSignature.of(filled, op);
        return shapes.infer(filled, ofInputs(node), signature == null ? 0 : signature.outputCount());
    }
}
