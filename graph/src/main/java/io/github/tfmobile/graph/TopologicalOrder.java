package io.github.tfmobile.graph;

import io.github.tfmobile.graph.op.OpTrait;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The nodes behind what they read, those that became ready first in front; a loop is entered before it is gone round.
 * Unlike {@link RunOrder} it has all nodes: those of a cycle that is no loop come last.
 */
final class TopologicalOrder {

    private final GraphIndex graph;
    private final BitSet merges;
    private final BitSet nextIterations;

    private TopologicalOrder(GraphIndex graph) {
        this.graph = graph;
        this.merges = numbers(graph.ops(), OpTrait.MERGE);
        this.nextIterations = numbers(graph.ops(), OpTrait.NEXT_ITERATION);
    }

    /** The order, in time linear in nodes and edges; file order where that is one already, as in most files. */
    static int[] of(GraphIndex graph) {
        return isOrdered(graph) ? fileOrder(graph) : new TopologicalOrder(graph).sorted();
    }

    private static BitSet numbers(List<String> ops, OpTrait trait) {
        BitSet numbers = new BitSet();
        for (int op = 0; op < ops.size(); op++) {
            numbers.set(op, trait.includes(ops.get(op)));
        }
        return numbers;
    }

    private static boolean isOrdered(GraphIndex graph) {
        for (int node = 0; node < graph.size(); node++) {
            for (int k = 0; k < graph.inputs(node); k++) {
                if (graph.source(node, k) < 0 || graph.source(node, k) >= node) {
                    return false;
                }
            }
        }
        return true;
    }

    private static int[] fileOrder(GraphIndex graph) {
        int[] order = new int[graph.size()];
        Arrays.setAll(order, node -> node);
        return order;
    }

    private int[] sorted() {
        int[] waiting = new int[graph.size()];
        int[] order = new int[graph.size()];
        int ready = 0;
        for (int node = 0; node < waiting.length; node++) {
            for (int k = 0; k < graph.inputs(node); k++) {
                int source = graph.source(node, k);
                waiting[node] += source >= 0 && !isBackEdge(node, source) ? 1 : 0;
            }
            if (waiting[node] == 0) {
                order[ready++] = node;
            }
        }
        int[] end = {ready};
        for (int at = 0; at < end[0]; at++) {
            int node = order[at];
            graph.readers(node, (reader, input) -> {
                if (!isBackEdge(reader, node) && --waiting[reader] == 0) {
                    order[end[0]++] = reader;
                }
                return true;
            });
        }
        for (int node = 0; node < waiting.length; node++) {
            if (waiting[node] > 0) {
                order[end[0]++] = node;
            }
        }
        return order;
    }

    private boolean isBackEdge(int reader, int source) {
        return merges.get(graph.op(reader)) && nextIterations.get(graph.op(source));
    }
}
