package io.github.tfmobile.graph.transform.fold;

import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.InputSpec;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tensors that a run is fed, by the numbers of a graph; what is fed does not depend on what it is fed in place of. */
final class FedTensors {

    private final Map<Integer, BitSet> ports = new HashMap<>();
    private final BitSet nodes = new BitSet();

    FedTensors(GraphIndex index, List<InputSpec> inputs) {
        for (InputSpec input : inputs) {
            int node = index.number(input.tensor().node());
            if (node >= 0) {
                nodes.set(node);
                ports.computeIfAbsent(node, key -> new BitSet())
                        .set(input.tensor().port());
            }
        }
    }

    boolean contains(int node, int port) {
        return port >= 0
                && nodes.get(node)
                && ports.getOrDefault(node, new BitSet()).get(port);
    }
}
