package io.github.tfmobile.graph.match;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Puts other nodes in the place of matches (tensorflow/tools/graph_transforms/transform_utils.cc,
 * ReplaceMatchingOpTypes). A match stays as it is when the replacement lacks a node that others read.
 */
public final class MatchReplacer {

    /** Gives the nodes that replace a match. */
    @FunctionalInterface
    public interface Replacement {

        /**
         * The nodes to put in place of all nodes of the match, null to leave the match alone.
         *
         * @param match the match
         * @param usedElsewhere the names of its nodes that nodes outside of the match read or wait for, or that are
         *     inputs or outputs of the model; without those of them that are missing from the replacement the match is
         *     left alone
         * @throws ProblemException if the match shows that the transform cannot be applied
         */
        @Nullable
        List<Node> replace(NodeMatch match, Set<String> usedElsewhere) throws ProblemException;
    }

    private MatchReplacer() {}

    /**
     * Replaces every match of a pattern.
     *
     * @param protectedNodes the names of nodes that count as used elsewhere
     * @throws ProblemException as the replacement does
     */
    public static Graph replace(
            Graph graph, OpPattern pattern, Collection<String> protectedNodes, Replacement replacement)
            throws ProblemException {
        List<NodeMatch> matches = new GraphMatcher(graph).matches(pattern);
        if (matches.isEmpty()) {
            return graph;
        }
        GraphIndex index = graph.index();
        BitSet kept = new BitSet();
        for (String name : protectedNodes) {
            int number = index.number(name);
            if (number >= 0) {
                kept.set(number);
            }
        }
        Map<Integer, NodeMatch> byRoot = new HashMap<>();
        BitSet matched = new BitSet(index.size());
        for (NodeMatch match : matches) {
            byRoot.put(match.number(), match);
            match.matches().forEach(node -> matched.set(node.number()));
        }
        List<Node> result = new ArrayList<>(index.size());
        for (int node = 0; node < index.size(); node++) {
            if (!matched.get(node)) {
                result.add(index.node(node));
                continue;
            }
            NodeMatch match = byRoot.get(node);
            if (match != null) {
                List<Node> old = match.nodes();
                Set<String> used = usedElsewhere(index, match, kept);
                List<Node> others = replacement.replace(match, used);
                result.addAll(others == null || lacks(others, used) ? old : distinct(withoutWaits(others, old)));
            }
        }
        return graph.with(result);
    }

    private static Set<String> usedElsewhere(GraphIndex index, NodeMatch match, BitSet kept) {
        List<NodeMatch> nodes = match.matches();
        Set<Integer> inside = new HashSet<>();
        nodes.forEach(node -> inside.add(node.number()));
        Set<String> used = new TreeSet<>();
        for (NodeMatch node : nodes) {
            for (NodeMatch input : node.inputs()) {
                if (input.outside() && inside.contains(input.number())) {
                    used.add(input.node().name());
                }
            }
            boolean[] isUsed = {kept.get(node.number())};
            if (!isUsed[0]) {
                index.readers(node.number(), (reader, input) -> {
                    isUsed[0] = !inside.contains(reader);
                    return !isUsed[0];
                });
            }
            if (isUsed[0]) {
                used.add(node.node().name());
            }
        }
        return used;
    }

    private static boolean lacks(List<Node> nodes, Set<String> names) {
        Set<String> there = new HashSet<>();
        nodes.forEach(node -> there.add(node.name()));
        return !there.containsAll(names);
    }

    /** Nodes of a match may wait for each other; who waited for one that is gone does so no more. */
    private static List<Node> withoutWaits(List<Node> nodes, List<Node> old) {
        Set<String> gone = new HashSet<>();
        old.forEach(node -> gone.add(node.name()));
        nodes.forEach(node -> gone.remove(node.name()));
        List<Node> result = new ArrayList<>(nodes.size());
        for (Node node : nodes) {
            result.add(node.filtered(input -> !input.isControl() || !gone.contains(input.node())));
        }
        return result;
    }

    /** A node that the match reads by two ways is given twice; the graph has it once. */
    private static List<Node> distinct(List<Node> nodes) {
        List<Node> distinct = new ArrayList<>(nodes.size());
        Map<String, Node> seen = new HashMap<>();
        for (Node node : nodes) {
            Node other = seen.putIfAbsent(node.name(), node);
            if (other == null || !other.equals(node)) {
                distinct.add(node);
            }
        }
        return distinct;
    }
}
