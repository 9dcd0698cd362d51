package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.op.OpTrait;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.NodeDef;

/** Nodes behind what they read; a loop is entered before it is gone round. */
final class ExecutionOrder {

    private ExecutionOrder() {}

    /** The nodes in an order in which each comes behind its inputs, those of a cycle that is no loop last. */
    static List<NodeDef> of(List<NodeDef> nodes) {
        return isOrdered(nodes) ? nodes : sorted(nodes);
    }

    /** Whether each node is behind its inputs already, as in most files. */
    private static boolean isOrdered(List<NodeDef> nodes) {
        Set<String> seen = new HashSet<>(nodes.size() * 2);
        for (NodeDef node : nodes) {
            for (String text : node.getInputList()) {
                if (!seen.contains(NodeInput.parse(text).node())) {
                    return false;
                }
            }
            if (!seen.add(node.getName())) {
                return false;
            }
        }
        return true;
    }

    private static List<NodeDef> sorted(List<NodeDef> nodes) {
        Map<String, NodeDef> byName = Subgraph.index(nodes);
        Map<String, List<NodeDef>> readers = new HashMap<>();
        Map<String, Integer> waiting = new LinkedHashMap<>();
        Deque<NodeDef> ready = new ArrayDeque<>();
        for (NodeDef node : nodes) {
            int count = 0;
            for (String text : node.getInputList()) {
                NodeDef input = byName.get(NodeInput.parse(text).node());
                if (input != null && !isBackEdge(node, input)) {
                    readers.computeIfAbsent(input.getName(), name -> new ArrayList<>())
                            .add(node);
                    count++;
                }
            }
            if (count == 0) {
                ready.add(node);
            } else {
                waiting.merge(node.getName(), count, Integer::sum);
            }
        }
        List<NodeDef> order = new ArrayList<>(nodes.size());
        while (!ready.isEmpty()) {
            NodeDef node = ready.poll();
            order.add(node);
            for (NodeDef reader : readers.getOrDefault(node.getName(), List.of())) {
                Integer rest = waiting.get(reader.getName());
                if (rest != null && rest > 1) {
                    waiting.put(reader.getName(), rest - 1);
                } else if (rest != null) {
                    waiting.remove(reader.getName());
                    ready.add(reader);
                }
            }
        }
        for (NodeDef node : nodes) {
            if (waiting.containsKey(node.getName())) {
                order.add(node);
            }
        }
        return order;
    }

    private static boolean isBackEdge(NodeDef node, NodeDef input) {
        return OpTrait.MERGE.includes(node.getOp()) && OpTrait.NEXT_ITERATION.includes(input.getOp());
    }
}
