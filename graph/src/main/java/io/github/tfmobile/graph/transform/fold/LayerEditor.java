package io.github.tfmobile.graph.transform.fold;

import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.edit.GraphEditor;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The nodes around layers while their weights change; who reads a node is kept up to date. */
final class LayerEditor {

    private final Graph graph;
    private final GraphEditor editor;
    /** The nodes that are other than in the graph, empty for those that are gone; new ones behind, in order. */
    private final Map<String, Optional<Node>> edited = new LinkedHashMap<>();

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

    private final Set<String> protectedNodes;

    LayerEditor(Graph graph, Set<String> protectedNodes) {
        this.graph = graph;
        this.editor = new GraphEditor(graph);
        this.protectedNodes = protectedNodes;
        graph.all().forEach(node -> count(node, 1));
    }

    private void count(Node node, int sign) {
        for (NodeInput input : node.inputs()) {
            readers.computeIfAbsent(input.node(), name -> new LinkedHashMap<>(4))
                    .compute(node.name(), (name, reads) -> {
                        Reads now = (reads == null ? new Reads(0, 0) : reads).plus(sign, input.port());
                        return now.times == 0 ? null : now;
                    });
        }
    }

    /** The graph as it is now; itself when nothing has changed. */
    Graph build() {
        edited.forEach((name, node) -> {
            int number = editor.number(name);
            if (number >= 0) {
                editor.replace(number, node.stream().toList());
            } else {
                node.ifPresent(editor::append);
            }
        });
        return editor.build();
    }

    /** Whether somebody reads another output of a node than the first. */
    boolean hasOtherReaders(String name) {
        return readers.getOrDefault(name, Map.of()).values().stream().anyMatch(reads -> reads.others > 0);
    }

    @Nullable
    Node find(String name) {
        Optional<Node> known = edited.get(name);
        return known == null ? graph.named(name) : known.orElse(null);
    }

    /** A name like the wanted one that no node has. */
    String unused(String wanted) {
        return editor.names().take(wanted);
    }

    /** The node whose first output a data input reads; null when it reads another. */
    @Nullable
    Node source(Node node, int index) {
        if (index >= node.inputCount()) {
            return null;
        }
        NodeInput input = node.input(index);
        return input.port() == 0 ? find(input.node()) : null;
    }

    /** The value of a tensor that is a Const or an Identity of one; null when it is none. */
    @Nullable
    Tensor constant(NodeInput at) {
        return at.port() == 0 ? BatchNorm.quietly(behindIdentities(find(at.node()))) : null;
    }

    /** What a chain of Identities reads; the node itself when it is none. */
    @Nullable
    Node behindIdentities(@Nullable Node node) {
        Node found = node;
        for (int steps = 0; found != null && found.op().equals("Identity") && steps < 16; steps++) {
            found = source(found, 0);
        }
        return found;
    }

    /** Whether one node alone reads it, once, and it is no input or output of the model. */
    boolean isPrivate(Node node) {
        return onlyReader(node) != null;
    }

    /** The one node that reads it, once; null when there are more or it is an input or output of the model. */
    @Nullable
    Node onlyReader(Node node) {
        Map<String, Reads> all = readers.getOrDefault(node.name(), Map.of());
        if (all.size() != 1 || protectedNodes.contains(node.name())) {
            return null;
        }
        Map.Entry<String, Reads> only = all.entrySet().iterator().next();
        return only.getValue().times == 1 ? find(only.getKey()) : null;
    }

    /** Adds a node, or puts it in the place of the one of its name. */
    Node put(Node node) {
        Node old = find(node.name());
        if (old != null) {
            count(old, -1);
        } else {
            edited.remove(node.name()); // one that comes back comes last
        }
        edited.put(node.name(), Optional.of(node));
        count(node, 1);
        return node;
    }

    void remove(String name) {
        Node old = find(name);
        if (old != null) {
            count(old, -1);
            edited.put(name, Optional.empty());
        }
    }

    /** Gives a node other weights: in place of its own where nobody else reads them, otherwise as a new Const. */
    Node withWeights(Node node, Node weights, Tensor value, String owner) {
        boolean shared = onlyReader(weights) == null || !weights.op().equals("Const");
        String name = shared ? unused(owner + "_bn_weights") : weights.name();
        put(Constants.withValue(weights.toBuilder().name(name).build(), value.toProto()));
        Node changedNode = put(node.withInput(1, new NodeInput(name, 0)));
        dropUnread(List.of(new NodeInput(weights.name(), 0)));
        return changedNode;
    }

    /** Drops the constants among these inputs that nobody reads any more, and Identities of them. */
    void dropUnread(List<NodeInput> inputs) {
        for (NodeInput input : inputs) {
            String name = input.node();
            Node node = find(name);
            if (node != null
                    && (node.op().equals("Const") || node.op().equals("Identity"))
                    && readers.getOrDefault(name, Map.of()).isEmpty()
                    && !protectedNodes.contains(name)) {
                remove(name);
                dropUnread(node.inputs());
            }
        }
    }
}
