package io.github.tfmobile.graph.match;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.NodeInput;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds subgraphs. A node belongs to one match at most, the nodes that match {@code *} included; of matches that
 * overlap, the one whose root can run first is found (tensorflow/tools/graph_transforms/transform_utils.cc,
 * GraphMatcher). Nodes on a cycle that no Merge opens are never the root of a match.
 */
public final class GraphMatcher {

    private final GraphIndex index;

    /** A matcher for a graph. */
    public GraphMatcher(Graph graph) {
        this.index = graph.index();
    }

    /** A pattern with the ops of the graph as numbers; null for any op. */
    private record Wanted(@Nullable BitSet ops, List<Wanted> inputs, boolean outside) {}

    private Wanted wanted(OpPattern pattern) {
        BitSet ops = pattern.ops().isEmpty() ? null : new BitSet();
        for (String op : pattern.ops()) {
            int number = index.ops().indexOf(op);
            if (ops != null && number >= 0) {
                ops.set(number);
            }
        }
        return new Wanted(ops, pattern.inputs().stream().map(this::wanted).toList(), pattern.outside());
    }

    /** All matches of a pattern, in execution order of their roots. */
    public List<NodeMatch> matches(OpPattern pattern) {
        Wanted wanted = wanted(pattern);
        BitSet taken = new BitSet(index.size());
        List<NodeMatch> matches = new ArrayList<>();
        for (int node : index.runOrder()) {
            NodeMatch match = match(node, wanted, taken);
            if (match != null) {
                take(match, taken);
                matches.add(match);
            }
        }
        return matches;
    }

    private static void take(NodeMatch match, BitSet taken) {
        if (!match.outside()) {
            taken.set(match.number());
        }
        match.inputs().forEach(input -> take(input, taken));
    }

    private @Nullable NodeMatch match(int node, Wanted pattern, BitSet taken) {
        if ((pattern.ops != null && !pattern.ops.get(index.op(node))) || (!pattern.outside && taken.get(node))) {
            return null;
        }
        List<Wanted> wanted = pattern.inputs();
        if (wanted.isEmpty()) {
            return new NodeMatch(index.node(node), node, pattern.outside, List.of());
        }
        List<NodeMatch> inputs = new ArrayList<>(wanted.size());
        for (int k = 0; k < index.inputs(node); k++) {
            if (index.port(node, k) == NodeInput.CONTROL) {
                continue;
            }
            int source = inputs.size() < wanted.size() ? index.source(node, k) : GraphIndex.NONE;
            NodeMatch match = source < 0 ? null : match(source, wanted.get(inputs.size()), taken);
            if (match == null) {
                return null;
            }
            inputs.add(match);
        }
        return inputs.size() == wanted.size() ? new NodeMatch(index.node(node), node, pattern.outside, inputs) : null;
    }
}
