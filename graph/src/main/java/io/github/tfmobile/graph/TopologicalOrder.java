package io.github.tfmobile.graph;

import io.github.tfmobile.graph.op.OpTrait;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The nodes behind what they read, but for the way back of loops, those that became ready first in front: of a Merge both
 * branches come before it. Unlike {@link RunOrder} it has all nodes: those that are on any other cycle, or depend on one, come
 * last.
 */
public final class TopologicalOrder {

    private final GraphIndex graph;
    private final BitSet merges;
    private final BitSet nextIterations;
    private final BitSet placed;
    private final int[] nodes;

    /** The order, in time linear in nodes and edges; file order where that is one already, as in most files. */
    TopologicalOrder(GraphIndex graph) {
        this.graph = graph;
        this.merges = graph.opsWith(OpTrait.MERGE);
        this.nextIterations = graph.opsWith(OpTrait.NEXT_ITERATION);
        this.placed = new BitSet(graph.size());
        this.nodes = isFileOrder() ? fileOrder() : sorted();
    }

    /** All nodes; not to be changed. */
    public int[] nodes() {
        return nodes;
    }

    /** The nodes without those that come last because they are on a cycle that is no loop or depend on one. */
    public int[] placed() {
        return placed.cardinality() == nodes.length ? nodes : Arrays.copyOf(nodes, placed.cardinality());
    }

    /** Whether a node is neither on a cycle that is no loop nor depends on one. */
    public boolean isPlaced(int node) {
        return placed.get(node);
    }

    /** Whether an edge leads back to the beginning of a loop. */
    public boolean isBackEdge(int reader, int source) {
        return nextIterations.get(graph.op(source)) && merges.get(graph.op(reader));
    }

    private boolean isFileOrder() {
        for (int node = 0; node < graph.size(); node++) {
            for (int k = 0; k < graph.inputs(node); k++) {
                if (graph.source(node, k) < 0 || graph.source(node, k) >= node) {
                    return false;
                }
            }
        }
        return true;
    }

    private int[] fileOrder() {
        int[] order = new int[graph.size()];
        Arrays.setAll(order, node -> node);
        placed.set(0, order.length);
        return order;
    }

    private int[] sorted() {
        int[] waiting = new int[graph.size()];
        int[] order = new int[graph.size()];
        int[] end = {0};
        for (int node = 0; node < waiting.length; node++) {
            for (int k = 0; k < graph.inputs(node); k++) {
                int source = graph.source(node, k);
                waiting[node] += source >= 0 && !isBackEdge(node, source) ? 1 : 0;
            }
            if (waiting[node] == 0) {
                order[end[0]++] = node;
            }
        }
        for (int at = 0; at < end[0]; at++) {
            int node = order[at];
            placed.set(node);
            graph.readers(node, (reader, input) -> {
                if (!isBackEdge(reader, node) && --waiting[reader] == 0) {
                    order[end[0]++] = reader;
                }
                return true;
            });
        }
        for (int node = placed.nextClearBit(0); node < waiting.length; node = placed.nextClearBit(node + 1)) {
            order[end[0]++] = node;
        }
        return order;
    }
}
