package io.github.tfmobile.graph.match;

import io.github.tfmobile.graph.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A subgraph that a pattern describes.
 *
 * @param node the node of the pattern's root
 * @param number its number in the graph
 * @param outside whether it is no part of the match
 * @param inputs the matches of its data inputs, in order; empty where the pattern ends
 */
public record NodeMatch(Node node, int number, boolean outside, List<NodeMatch> inputs) {

    /** Copies the list. */
    public NodeMatch {
        inputs = List.copyOf(inputs);
    }

    /** The match of a data input. */
    public NodeMatch input(int index) {
        return inputs.get(index);
    }

    /** The node that matched at the end of a path of data inputs, as in {@code nodeAt(0, 1)}. */
    public Node nodeAt(int... path) {
        NodeMatch match = this;
        for (int index : path) {
            match = match.input(index);
        }
        return match.node;
    }

    /** All nodes of the match, each once, level by level from the root; those outside of it are left out. */
    public List<Node> nodes() {
        return matches().stream().map(NodeMatch::node).toList();
    }

    List<NodeMatch> matches() {
        Map<Integer, NodeMatch> found = new LinkedHashMap<>();
        List<NodeMatch> level = List.of(this);
        while (!level.isEmpty()) {
            List<NodeMatch> next = new ArrayList<>();
            for (NodeMatch match : level) {
                if (!match.outside && found.putIfAbsent(match.number, match) == null) {
                    next.addAll(match.inputs);
                }
            }
            level = next;
        }
        return List.copyOf(found.values());
    }
}
