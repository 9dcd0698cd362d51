package io.github.tfmobile.graph.edit;

import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What readers get in place of tensors and nodes that are gone (tensorflow/tools/graph_transforms/transform_utils.cc,
 * only a graph that has that cycle already makes one. Not thread-safe.
 */
final class Rerouting {

    private final Map<NodeInput, NodeInput> tensors = new HashMap<>();
    private final Map<String, String> nodes = new HashMap<>();
    private final Map<String, List<String>> controls = new HashMap<>();

    /** Readers of a tensor read another one. */
    void tensor(NodeInput from, NodeInput to) {
        if (!from.equals(to)) {
            tensors.put(from, to);
        }
    }

    /** Readers of any output of a node, and who waits for it, get the same of another. */
    void node(String from, String to) {
        if (!from.equals(to)) {
            nodes.put(from, to);
        }
    }

    /** Who waits for a node waits for others, or for none. */
    void control(String node, List<String> others) {
        controls.put(node, List.copyOf(others));
    }

    /** Whether nothing is replaced. */
    boolean isEmpty() {
        return tensors.isEmpty() && nodes.isEmpty() && controls.isEmpty();
    }

    /** What is read in place of a tensor; itself when it is not replaced. */
    NodeInput resolve(NodeInput tensor) {
        NodeInput next = step(tensor);
        if (next == null) {
            return tensor;
        }
        if (step(next) == null) {
            return next; // as nearly all, and there is nothing to remember
        }
        Set<NodeInput> path = new LinkedHashSet<>();
        NodeInput last = tensor;
        while (next != null) {
            if (!path.add(last)) {
                return tensor;
            }
            last = next;
            next = step(last);
        }
        // Shorten the way, so that a long chain is walked once.
        for (NodeInput visited : path) {
            tensors.put(visited, last);
        }
        return last;
    }

    private @Nullable NodeInput step(NodeInput tensor) {
        NodeInput next = tensors.get(tensor);
        if (next != null) {
            return next;
        }
        String other = nodes.get(tensor.node());
        return other == null ? null : new NodeInput(other, tensor.port());
    }

    /** What is waited for in place of a node; itself when it is not replaced. */
    Set<String> resolveControl(String node) {
        Set<String> found = new LinkedHashSet<>();
        Set<String> seen = new HashSet<>();
        List<String> open = new ArrayList<>(List.of(node));
        for (int i = 0; i < open.size(); i++) {
            String at = open.get(i);
            if (seen.add(at)) {
                List<String> others = controls.get(at);
                String other = nodes.get(at);
                if (others != null) {
                    open.addAll(others);
                } else if (other != null) {
                    open.add(other);
                } else {
                    found.add(at);
                }
            }
        }
        return found;
    }

    /**
     * The node with its inputs replaced; the same object when none is. It waits for each node once, and not for itself.
     */
    Node apply(Node node) {
        if (isEmpty() || !readsReplaced(node)) {
            return node;
        }
        Node.Builder changed = node.toBuilder().inputs(List.of());
        Set<String> waits = new LinkedHashSet<>();
        for (NodeInput input : node.inputs()) {
            if (input.isControl()) {
                waits.addAll(resolveControl(input.node()));
            } else {
                NodeInput resolved = resolve(input);
                changed.input(resolved);
            }
        }
        waits.remove(node.name());
        waits.forEach(wait -> changed.control(wait));
        return changed.build();
    }

    private boolean readsReplaced(Node node) {
        for (int i = 0; i < node.inputCount(); i++) {
            if (isReplaced(node.input(i))) {
                return true;
            }
        }
        return false;
    }

    private boolean isReplaced(NodeInput input) {
        if (!nodes.isEmpty() && nodes.containsKey(input.node())) {
            return true;
        }
        return input.isControl()
                ? !controls.isEmpty() && controls.containsKey(input.node())
                : !tensors.isEmpty() && tensors.containsKey(input);
    }
}
