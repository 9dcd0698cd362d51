package io.github.tfmobile.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.tensorflow.proto.NodeDef;

/** The inputs of a node that stands alone, outside of a graph; in a graph they are edges by number ({@link GraphIndex}). */
public final class NodeInputs {

    private NodeInputs() {}

    /** The tensors that a node reads, in order. */
    public static List<NodeInput> data(NodeDef node) {
        List<NodeInput> data = new ArrayList<>(node.getInputCount());
        for (String text : node.getInputList()) {
            NodeInput input = NodeInput.parse(text);
            if (!input.isControl()) {
                data.add(input);
            }
        }
        return data;
    }

    /** The tensors that a node reads, in order, as they stand in its input list. */
    public static List<String> dataTexts(NodeDef node) {
        return node.getInputList().stream()
                .filter(input -> !input.startsWith("^"))
                .toList();
    }

    /** The names of the nodes that a node waits for, in order. */
    public static List<String> controls(NodeDef node) {
        return controlTexts(node).stream().map(text -> text.substring(1)).toList();
    }

    /** The control inputs of a node, in order, as they stand in its input list. */
    public static List<String> controlTexts(NodeDef node) {
        return node.getInputList().stream()
                .filter(input -> input.startsWith("^"))
                .toList();
    }

    /** The control inputs of all these nodes, each once, as they stand in the input lists. */
    public static Set<String> distinctControls(Collection<NodeDef> nodes) {
        Set<String> controls = new LinkedHashSet<>();
        nodes.forEach(node -> controls.addAll(controlTexts(node)));
        return controls;
    }

    /** The same node with each control input once. */
    public static NodeDef.Builder withDistinctControls(NodeDef.Builder node) {
        Set<String> seen = new LinkedHashSet<>();
        List<String> inputs = new ArrayList<>(node.getInputCount());
        for (String input : node.getInputList()) {
            if (!input.startsWith("^") || seen.add(input)) {
                inputs.add(input);
            }
        }
        return inputs.size() < node.getInputCount() ? node.clearInput().addAllInput(inputs) : node;
    }

    /** The node with those of its inputs that pass; itself when all do. */
    public static NodeDef filtered(NodeDef node, Predicate<NodeInput> passes) {
        List<String> kept = node.getInputList().stream()
                .filter(text -> passes.test(NodeInput.parse(text)))
                .toList();
        return kept.size() == node.getInputCount()
                ? node
                : node.toBuilder().clearInput().addAllInput(kept).build();
    }
}
