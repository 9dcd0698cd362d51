package io.github.tfmobile.graph.match;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.NodeDef;

/**
 * Finds subgraphs. A node belongs to one match at most, the nodes that match {@code *} included; of matches that
 * overlap, the one whose root can run first is found (tensorflow/tools/graph_transforms/transform_utils.cc,
 * GraphMatcher). Nodes on a cycle that no Merge opens are never the root of a match.
 */
public final class GraphMatcher {

    private final Graph graph;
    private final List<NodeDef> order;

    /** A matcher for a graph; it sorts the nodes once. */
    public GraphMatcher(Graph graph) {
        this.graph = graph;
        this.order = ExecutionOrder.of(graph).nodes();
    }

    /** All matches of a pattern, in execution order of their roots. */
    public List<NodeMatch> matches(OpPattern pattern) {
        Set<String> taken = new HashSet<>();
        List<NodeMatch> matches = new ArrayList<>();
        for (NodeDef node : order) {
            NodeMatch match = match(node, pattern, taken);
            if (match != null) {
                take(match, taken);
                matches.add(match);
            }
        }
        return matches;
    }

    private static void take(NodeMatch match, Set<String> taken) {
        taken.add(match.node().getName());
        match.inputs().forEach(input -> take(input, taken));
    }

    private @Nullable NodeMatch match(NodeDef node, OpPattern pattern, Set<String> taken) {
        if (!pattern.takes(node.getOp()) || taken.contains(node.getName())) {
            return null;
        }
        List<OpPattern> wanted = pattern.inputs();
        if (wanted.isEmpty()) {
            return new NodeMatch(node, List.of());
        }
        List<NodeMatch> inputs = new ArrayList<>(wanted.size());
        for (String text : node.getInputList()) {
            NodeInput input = NodeInput.parse(text);
            if (input.isControl()) {
                continue;
            }
            NodeDef source = inputs.size() < wanted.size() ? graph.find(input.node()) : null;
            NodeMatch match = source == null ? null : match(source, wanted.get(inputs.size()), taken);
            if (match == null) {
                return null;
            }
            inputs.add(match);
        }
        return inputs.size() == wanted.size() ? new NodeMatch(node, inputs) : null;
    }
}
