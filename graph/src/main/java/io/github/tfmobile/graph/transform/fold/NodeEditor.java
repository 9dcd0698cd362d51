package io.github.tfmobile.graph.transform.fold;

import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.FreshNames;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.NodeDef;

/** The nodes of a graph while a transform changes them one by one; readers stay up to date. */
final class NodeEditor {

    private final Map<String, NodeDef> nodes = new LinkedHashMap<>();
    /**
     * How often a node reads another.
     *
     * @param times how many of its inputs do
     * @param others how many of these read another output than the first
     */
    private record Reads(int times, int others) {

        Reads plus(int sign, int port) {
            return new Reads(times + sign, port > 0 ? others + sign : others);
        }
    }

    /** For each node who reads it. */
    private final Map<String, Map<String, Reads>> readers = new HashMap<>();

    private final FreshNames names;
    private final Set<String> protectedNodes;
    private boolean changed;

    NodeEditor(Graph graph, Set<String> protectedNodes) {
        this.protectedNodes = protectedNodes;
        this.names = new FreshNames(graph.nodes());
        graph.nodes().forEach(node -> {
            nodes.put(node.getName(), node);
            link(node);
        });
    }

    private void link(NodeDef node) {
        count(node, 1);
    }

    private void unlink(NodeDef node) {
        count(node, -1);
    }

    private void count(NodeDef node, int sign) {
        for (String text : node.getInputList()) {
            NodeInput input = NodeInput.parse(text);
            readers.computeIfAbsent(input.node(), name -> new LinkedHashMap<>(4))
                    .compute(node.getName(), (name, reads) -> {
                        Reads now = (reads == null ? new Reads(0, 0) : reads).plus(sign, input.port());
                        return now.times == 0 ? null : now;
                    });
        }
    }

    /** Whether somebody reads another output of a node than the first. */
    boolean hasOtherReaders(String name) {
        return readers.getOrDefault(name, Map.of()).values().stream().anyMatch(reads -> reads.others > 0);
    }

    boolean isChanged() {
        return changed;
    }

    Collection<NodeDef> nodes() {
        return nodes.values();
    }

    @Nullable
    NodeDef find(String name) {
        return nodes.get(name);
    }

    /** A name like the wanted one that no node has. */
    String unused(String wanted) {
        return names.take(wanted);
    }

    /** The node whose first output a data input reads; null when it reads another. */
    @Nullable
    NodeDef source(NodeDef node, int index) {
        if (index >= node.getInputCount()) {
            return null;
        }
        NodeInput input = NodeInput.parse(node.getInput(index));
        return input.port() == 0 ? nodes.get(input.node()) : null;
    }

    /** The value of a tensor that is a Const or an Identity of one; null when it is none. */
    @Nullable
    Tensor constant(String input) {
        NodeInput at = NodeInput.parse(input);
        return at.port() == 0 ? BatchNorm.quietly(behindIdentities(nodes.get(at.node()))) : null;
    }

    /** What a chain of Identities reads; the node itself when it is none. */
    @Nullable
    NodeDef behindIdentities(@Nullable NodeDef node) {
        NodeDef found = node;
        for (int steps = 0; found != null && found.getOp().equals("Identity") && steps < 16; steps++) {
            found = source(found, 0);
        }
        return found;
    }

    /** Whether one node alone reads it, once, and it is no input or output of the model. */
    boolean isPrivate(NodeDef node) {
        return onlyReader(node) != null;
    }

    /** The one node that reads it, once; null when there are more or it is an input or output of the model. */
    @Nullable
    NodeDef onlyReader(NodeDef node) {
        Map<String, Reads> all = readers.getOrDefault(node.getName(), Map.of());
        if (all.size() != 1 || protectedNodes.contains(node.getName())) {
            return null;
        }
        Map.Entry<String, Reads> only = all.entrySet().iterator().next();
        return only.getValue().times == 1 ? nodes.get(only.getKey()) : null;
    }

    /** Adds a node, or puts it in the place of the one of its name. */
    NodeDef put(NodeDef node) {
        changed = true;
        NodeDef old = nodes.put(node.getName(), node);
        if (old != null) {
            unlink(old);
        }
        link(node);
        return node;
    }

    /** Adds a node. */
    NodeDef add(NodeDef node) {
        return put(node);
    }

    void remove(String name) {
        NodeDef old = nodes.remove(name);
        if (old != null) {
            changed = true;
            unlink(old);
        }
    }

    /** Gives a node other weights: in place of its own where nobody else reads them, otherwise as a new Const. */
    NodeDef withWeights(NodeDef node, NodeDef weights, Tensor value, String owner) {
        boolean shared = onlyReader(weights) == null || !weights.getOp().equals("Const");
        String name = shared ? unused(owner + "_bn_weights") : weights.getName();
        put(Constants.withValue(weights.toBuilder().setName(name).build(), value.toProto()));
        NodeDef changedNode = put(node.toBuilder().setInput(1, name).build());
        dropUnread(List.of(weights.getName()));
        return changedNode;
    }

    /** Drops the constants among these inputs that nobody reads any more, and Identities of them. */
    void dropUnread(List<String> inputs) {
        for (String input : inputs) {
            String name = NodeInput.parse(input).node();
            NodeDef node = nodes.get(name);
            if (node != null
                    && (node.getOp().equals("Const") || node.getOp().equals("Identity"))
                    && readers.getOrDefault(name, Map.of()).isEmpty()
                    && !protectedNodes.contains(name)) {
                remove(name);
                dropUnread(node.getInputList());
            }
        }
    }
}
