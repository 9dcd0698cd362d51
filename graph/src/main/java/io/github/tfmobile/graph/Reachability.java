package io.github.tfmobile.graph;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/** What nodes need: all that they read or wait for, and what these need. */
public final class Reachability {

    private Reachability() {}

    /** The numbers of the nodes of these names and of all that they need. */
    public static BitSet of(GraphIndex graph, Collection<String> names) {
        return graph.upstream(numbers(graph, names), (reader, source, port) -> true);
    }

    /** The same, not looking past some nodes. */
    public static BitSet of(GraphIndex graph, Collection<String> names, Collection<String> stops) {
        BitSet last = numbers(graph, stops);
        return graph.upstream(numbers(graph, names), (reader, source, port) -> !last.get(reader));
    }

    /**
     * The graph of what nodes need, in its order; the graph itself when they need all of it
     * (tensorflow/python/framework/graph_util_impl.py, extract_sub_graph).
     */
    public static Graph extract(Graph graph, Collection<String> names) {
        BitSet needed = of(graph.index(), names);
        if (needed.cardinality() == graph.size()) {
            return graph;
        }
        List<Node> nodes = new ArrayList<>(needed.cardinality());
        for (int node = needed.nextSetBit(0); node >= 0; node = needed.nextSetBit(node + 1)) {
            nodes.add(graph.all().get(node));
        }
        return graph.with(nodes);
    }

    private static BitSet numbers(GraphIndex graph, Collection<String> names) {
        BitSet numbers = new BitSet(graph.size());
        for (String name : names) {
            int number = graph.number(name);
            if (number >= 0) {
                numbers.set(number);
            }
        }
        return numbers;
    }
}
