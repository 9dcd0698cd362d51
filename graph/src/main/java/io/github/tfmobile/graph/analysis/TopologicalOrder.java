package io.github.tfmobile.graph.analysis;

import io.github.tfmobile.graph.Analysis;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.op.OpTrait;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The nodes in an order in which each comes after all that it reads, but for the way back of loops: of a Merge both
 * branches come before it. Nodes that are on any other cycle, or depend on one, are left out.
 */
public final class TopologicalOrder {

    /** The analysis. */
    public static final Analysis<TopologicalOrder> OF = graph -> new TopologicalOrder(graph.index());

    private final GraphIndex index;
    private final BitSet nextIterations;
    private final BitSet merges;
    private final BitSet ordered;
    private final int[] order;

    /** The order of a graph's nodes. */
    TopologicalOrder(GraphIndex index) {
        this.index = index;
        this.nextIterations = index.opsWith(OpTrait.NEXT_ITERATION);
        this.merges = index.opsWith(OpTrait.MERGE);
        this.order = sort();
        this.ordered = new BitSet(index.size());
        for (int node : order) {
            ordered.set(node);
        }
    }

    /** The order of a graph's nodes, kept with the graph. */
    public static TopologicalOrder of(Graph graph) {
        return graph.analysis(OF);
    }

    /** The nodes; not to be changed. */
    int[] nodes() {
        return order;
    }

    /** Whether a node has a place in the order. */
    boolean contains(int node) {
        return ordered.get(node);
    }

    /** Whether an edge leads back to the beginning of a loop. */
    boolean isBackEdge(int reader, int source) {
        return nextIterations.get(index.op(source)) && merges.get(index.op(reader));
    }

    private int[] sort() {
        int[] pending = new int[index.size()];
        int[] sorted = new int[index.size()];
        int[] count = {0};
        for (int i = 0; i < index.size(); i++) {
            for (int k = 0; k < index.inputs(i); k++) {
                int source = index.source(i, k);
                pending[i] += source >= 0 && !isBackEdge(i, source) ? 1 : 0;
            }
            if (pending[i] == 0) {
                sorted[count[0]++] = i;
            }
        }
        for (int next = 0; next < count[0]; next++) {
            int node = sorted[next];
            index.readers(node, (reader, input) -> {
                if (!isBackEdge(reader, node) && --pending[reader] == 0) {
                    sorted[count[0]++] = reader;
                }
                return true;
            });
        }
        return Arrays.copyOf(sorted, count[0]);
    }
}
