package io.github.tfmobile.graph.match;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The nodes in an order in which they can run, {@link GraphIndex#runOrder()}.
 *
 * @param nodes the nodes that can run, in order
 * @param stuck those that wait for each other or for a node that is not there, in file order
 */
public record ExecutionOrder(List<Node> nodes, List<Node> stuck) {

    /** The order of a graph's nodes. */
    public static ExecutionOrder of(Graph graph) {
        GraphIndex index = graph.index();
        List<Node> sorted = new ArrayList<>(index.size());
        BitSet done = new BitSet(index.size());
        for (int node : index.runOrder()) {
            sorted.add(index.node(node));
            done.set(node);
        }
        List<Node> stuck = new ArrayList<>();
        for (int i = done.nextClearBit(0); i < index.size(); i = done.nextClearBit(i + 1)) {
            stuck.add(index.node(i));
        }
        return new ExecutionOrder(List.copyOf(sorted), List.copyOf(stuck));
    }
}
