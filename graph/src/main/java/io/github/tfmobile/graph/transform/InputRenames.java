package io.github.tfmobile.graph.transform;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.NodeDef;

/**
 * Makes readers read other tensors (tensorflow/tools/graph_transforms/transform_utils.cc, RenameNodeInputs). What a
 * tensor is renamed to may be renamed in turn.
 */
public final class InputRenames {

    private final Map<NodeInput, NodeInput> single = new HashMap<>();
    private final Map<String, String> whole = new HashMap<>();

    /** Readers of one tensor, or waiters for one node, get another. */
    public void rename(NodeInput from, NodeInput to) {
        single.put(from, to);
    }

    /** Readers of any output of a node, and waiters for it, get the same of another. */
    public void renameNode(String from, String to) {
        whole.put(from, to);
    }

    /** Whether there is nothing to rename. */
    public boolean isEmpty() {
        return single.isEmpty() && whole.isEmpty();
    }

    /** What a reader of that tensor gets. */
    public NodeInput resolve(NodeInput input) throws ProblemException {
        NodeInput next = step(input);
        if (next == null) {
            return input;
        }
        List<NodeInput> path = new ArrayList<>();
        Set<NodeInput> seen = new HashSet<>();
        NodeInput last = input;
        while (next != null) {
            if (!seen.add(last)) {
                throw new ProblemException(Problem.of("inputs are renamed in a circle: \"" + last + "\"", ""));
            }
            path.add(last);
            last = next;
            next = step(last);
        }
        // Shorten the way, so that a long chain is walked once.
        for (NodeInput visited : path) {
            single.put(visited, last);
        }
        return last;
    }

    private @Nullable NodeInput step(NodeInput input) {
        NodeInput next = single.get(input);
        if (next != null) {
            return next.equals(input) ? null : next;
        }
        String other = whole.get(input.node());
        return other == null || other.equals(input.node()) ? null : new NodeInput(other, input.port());
    }

    /** The graph with all inputs renamed. */
    public Graph apply(Graph graph) throws ProblemException {
        return apply(graph, Set.of());
    }

    /**
     * The graph with inputs renamed.
     *
     * @param except the names of nodes whose inputs stay
     * @throws ProblemException if a rename leads back to itself
     */
    public Graph apply(Graph graph, Set<String> except) throws ProblemException {
        if (isEmpty()) {
            return graph;
        }
        List<NodeDef> nodes = new ArrayList<>(graph.nodes().size());
        for (NodeDef node : graph.nodes()) {
            nodes.add(except.contains(node.getName()) ? node : apply(node));
        }
        return graph.withNodes(nodes);
    }

    /** A node with its inputs renamed; the same object when none was. A control input that comes twice goes. */
    public NodeDef apply(NodeDef node) throws ProblemException {
        NodeDef.Builder changed = null;
        for (int i = 0; i < node.getInputCount(); i++) {
            NodeInput input = NodeInput.parse(node.getInput(i));
            NodeInput renamed = resolve(input);
            if (!renamed.equals(input)) {
                changed = changed == null ? node.toBuilder() : changed;
                changed.setInput(i, renamed.toString());
            }
        }
        return changed == null ? node : Nodes.withDistinctControls(changed).build();
    }
}
