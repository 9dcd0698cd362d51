package io.github.tfmobile.graph.function;

import io.github.tfmobile.graph.NodeInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.NodeDef;

/**
 * What is read in place of outputs that are gone. Replacements may themselves be replaced, in any order; a ring of
 * replacements is left as it is, for the graph has that cycle already.
 */
public final class Rewiring {

    private final Map<NodeInput, NodeInput> tensors = new HashMap<>();
    private final Map<String, List<String>> controls = new HashMap<>();

    /** Readers of that output read another one. */
    public void tensor(NodeInput from, NodeInput to) {
        if (!from.equals(to)) {
            tensors.put(from, to);
        }
    }

    /** Who waits for that node waits for others, or for none. */
    public void control(String node, List<String> others) {
        controls.put(node, List.copyOf(others));
    }

    /** Whether nothing is replaced. */
    public boolean isEmpty() {
        return tensors.isEmpty() && controls.isEmpty();
    }

    /** What is to be read in place of an output. */
    public NodeInput resolve(NodeInput input) {
        NodeInput at = input;
        for (int steps = 0; steps <= tensors.size(); steps++) {
            NodeInput next = tensors.get(at);
            if (next == null) {
                return at;
            }
            at = next;
        }
        return input;
    }

    /** What is to be waited for in place of a node. */
    public Set<String> resolveControl(String node) {
        Set<String> found = new LinkedHashSet<>();
        Set<String> seen = new LinkedHashSet<>();
        List<String> open = new ArrayList<>(List.of(node));
        for (int i = 0; i < open.size(); i++) {
            String at = open.get(i);
            if (seen.add(at)) {
                List<String> others = controls.get(at);
                if (others == null) {
                    found.add(at);
                } else {
                    open.addAll(others);
                }
            }
        }
        return found;
    }

    /** The node with its inputs replaced; the same object when none is. */
    public NodeDef apply(NodeDef node) {
        List<String> inputs = new ArrayList<>(node.getInputCount());
        Set<String> waits = new LinkedHashSet<>();
        for (String text : node.getInputList()) {
            NodeInput input = NodeInput.parse(text);
            if (input.isControl()) {
                waits.addAll(resolveControl(input.node()));
            } else {
                NodeInput resolved = resolve(input);
                inputs.add(resolved.equals(input) ? text : resolved.toString());
            }
        }
        waits.remove(node.getName());
        waits.forEach(wait -> inputs.add("^" + wait));
        return inputs.equals(node.getInputList())
                ? node
                : node.toBuilder().clearInput().addAllInput(inputs).build();
    }

    /** All nodes with their inputs replaced. */
    public List<NodeDef> apply(List<NodeDef> nodes) {
        return isEmpty() ? nodes : nodes.stream().map(this::apply).toList();
    }
}
