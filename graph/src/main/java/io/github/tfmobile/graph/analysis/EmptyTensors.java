package io.github.tfmobile.graph.analysis;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.registry.OpDefs;
import java.util.BitSet;

/**
 * The tensors that may have no elements though what is fed has some: what an op keeps that may keep nothing (a non-maximum
 * suppression, {@code Where}), and what is computed of it, until a shape is known again.
 */
public final class EmptyTensors {

    private final GraphIndex index;
    private final TensorFacts facts;
    private final BitSet behind;

    /** Those of a graph. */
    public EmptyTensors(Graph graph, OpDefs ops) {
        this.index = graph.index();
        this.facts = graph.analysis(TensorFacts.of(ops, TensorFacts.Basis.PROVEN));
        BitSet from = new BitSet(index.size());
        for (int node = 0; node < index.size(); node++) {
            from.set(node, index.node(node).is(OpTrait.MAYBE_EMPTY));
        }
        this.behind = index.downstream(from, (reader, source, port) -> port >= 0 && !hasElements(source, port));
    }

    /** Whether a tensor that a node reads may be empty. */
    public boolean mayReadOne(int node) {
        for (int k = 0; k < index.inputs(node); k++) {
            int source = index.source(node, k);
            int port = index.port(node, k);
            if (source >= 0 && port >= 0 && behind.get(source) && !hasElements(source, port)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasElements(int node, int port) {
        PartialShape shape =
                facts.of(new NodeInput(index.node(node).name(), port)).shape();
        if (!shape.hasRank()) {
            return false;
        }
        for (long dim : shape.dims()) {
            if (dim <= 0) {
                return false;
            }
        }
        return true;
    }
}
