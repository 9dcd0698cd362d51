package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.graph.NodeInput;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.tensorflow.proto.NodeDef;

/** The nodes that others need. */
final class Subgraph {

    private Subgraph() {}

    /**
     * The names of all nodes that the given ones read or wait for, themselves included.
     *
     * @param stop nodes behind which nothing is needed
     */
    static Set<String> reach(Map<String, NodeDef> nodes, Collection<String> outputs, Predicate<String> stop) {
        Set<String> reached = new HashSet<>();
        List<String> open = new ArrayList<>();
        for (String output : outputs) {
            if (reached.add(output)) {
                open.add(output);
            }
        }
        for (int i = 0; i < open.size(); i++) {
            NodeDef node = nodes.get(open.get(i));
            if (node == null || stop.test(open.get(i))) {
                continue;
            }
            for (String input : node.getInputList()) {
                String name = NodeInput.parse(input).node();
                if (reached.add(name)) {
                    open.add(name);
                }
            }
        }
        return reached;
    }

    /** The nodes that the outputs need, in their order (tensorflow/python/framework/graph_util_impl.py). */
    static List<NodeDef> extract(List<NodeDef> nodes, Collection<String> outputs) {
        return extract(nodes, index(nodes), outputs);
    }

    /** The same with the nodes by name; the list itself when the outputs need all of it. */
    static List<NodeDef> extract(List<NodeDef> nodes, Map<String, NodeDef> index, Collection<String> outputs) {
        Set<String> reached = reach(index, outputs, name -> false);
        List<NodeDef> needed =
                nodes.stream().filter(node -> reached.contains(node.getName())).toList();
        return needed.size() == nodes.size() ? nodes : needed;
    }

    /** The nodes by name. */
    static Map<String, NodeDef> index(List<NodeDef> nodes) {
        Map<String, NodeDef> index = new HashMap<>(nodes.size() * 2);
        nodes.forEach(node -> index.putIfAbsent(node.getName(), node));
        return index;
    }

    /** The nodes in the order of others of the same names, those of other names last. */
    static List<NodeDef> inOrderOf(List<NodeDef> order, List<NodeDef> nodes) {
        Map<String, Integer> positions = new HashMap<>();
        order.forEach(node -> positions.putIfAbsent(node.getName(), positions.size()));
        List<NodeDef> sorted = new ArrayList<>(nodes);
        sorted.sort(Comparator.comparingInt(node -> positions.getOrDefault(node.getName(), Integer.MAX_VALUE)));
        return sorted;
    }
}
