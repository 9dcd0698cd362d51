package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.GraphIndex;
import java.util.BitSet;

/** Which nodes hold, carry on or compute parameters of a model, and which meet them with values of a run. */
final class Parameters {

    private final ValueFlow flow;
    private final BitSet parameters;

    /**
     * Looks at a graph.
     *
     * @param dependent the nodes whose values depend on a run
     */
    Parameters(ValueFlow flow, BitSet dependent) {
        this.flow = flow;
        GraphIndex index = flow.index();
        this.parameters = new BitSet(index.size());
        for (int node : index.topologicalOrder().nodes()) {
            boolean alone = flow.weighted().get(node) && !dependent.get(node);
            boolean carried = NodeRoles.isCarrier(index.node(node))
                    && index.inputs(node) > 0
                    && index.source(node, 0) >= 0
                    && parameters.get(index.source(node, 0));
            parameters.set(node, flow.weights().get(node) || alone || carried);
        }
    }

    /** Whether a node computes with parameters and a value of a run, as a layer does. */
    boolean areMetBy(int node) {
        GraphIndex index = flow.index();
        boolean parameter = false;
        boolean value = false;
        for (int k = 0; k < index.inputs(node); k++) {
            int source = index.source(node, k);
            if (index.port(node, k) >= 0 && source >= 0) {
                parameter |= parameters.get(source);
                value |= !parameters.get(source);
            }
        }
        return parameter && value && !parameters.get(node);
    }
}
