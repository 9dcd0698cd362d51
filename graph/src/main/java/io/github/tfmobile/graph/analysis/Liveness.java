package io.github.tfmobile.graph.analysis;

import io.github.tfmobile.graph.Analysis;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Which nodes of a graph are live: the outputs, all that they read or wait for, and what these need. */
public final class Liveness {

    private final BitSet live;

    private Liveness(BitSet live) {
        this.live = live;
    }

    /** What these nodes need, found once for a graph; names that it does not have count for nothing. */
    public static Liveness of(Graph graph, Collection<String> outputs) {
        return of(graph, outputs, Set.of());
    }

    /** The same when some nodes are fed: they are live where they are read, what they read themselves is not. */
    public static Liveness of(Graph graph, Collection<String> outputs, Collection<String> fed) {
        return graph.analysis(new FromOutputs(Set.copyOf(outputs), Set.copyOf(fed)));
    }

    /**
     * The graph of what nodes need, in its order; the graph itself when they need all of it
     * (tensorflow/python/framework/graph_util_impl.py, extract_sub_graph).
     */
    public static Graph extract(Graph graph, Collection<String> outputs) {
        Liveness liveness = of(graph, outputs);
        if (liveness.count() == graph.size()) {
            return graph;
        }
        List<Node> nodes = new ArrayList<>(liveness.count());
        for (int i = liveness.live.nextSetBit(0); i >= 0; i = liveness.live.nextSetBit(i + 1)) {
            nodes.add(graph.node(i));
        }
        return graph.with(nodes);
    }

    /** Whether a node is live. */
    public boolean isLive(int node) {
        return live.get(node);
    }

    /** The live nodes, in file order. */
    public IntStream nodes() {
        return live.stream();
    }

    /** How many they are. */
    public int count() {
        return live.cardinality();
    }

    /** The analysis for one set of outputs. */
    private record FromOutputs(Set<String> outputs, Set<String> fed) implements Analysis<Liveness> {

        @Override
        public Liveness of(Graph graph) {
            GraphIndex index = graph.index();
            BitSet last = numbers(index, fed);
            return new Liveness(index.upstream(numbers(index, outputs), (reader, source, port) -> !last.get(reader)));
        }

        /** Where just the live nodes are left, they are live still: nothing was put between them. */
        @Override
        @SuppressWarnings("ReferenceEquality") // an edit keeps the nodes that it does not change
        public Liveness after(Graph graph, GraphIndex earlier, Liveness known) {
            if (known.count() != graph.size()) {
                return of(graph);
            }
            int next = 0;
            for (int i = known.live.nextSetBit(0); i >= 0; i = known.live.nextSetBit(i + 1)) {
                if (earlier.node(i) != graph.node(next++)) {
                    return of(graph);
                }
            }
            BitSet all = new BitSet(graph.size());
            all.set(0, graph.size());
            return new Liveness(all);
        }

        private static BitSet numbers(GraphIndex index, Set<String> names) {
            BitSet numbers = new BitSet(index.size());
            for (String name : names) {
                int number = index.number(name);
                if (number >= 0) {
                    numbers.set(number);
                }
            }
            return numbers;
        }

        // As a record has them by itself, but that nothing has to be generated for them at run time.

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof FromOutputs that && outputs.equals(that.outputs) && fed.equals(that.fed);
        }

        @Override
        public int hashCode() {
            return 31 * outputs.hashCode() + fed.hashCode();
        }
    }
}
