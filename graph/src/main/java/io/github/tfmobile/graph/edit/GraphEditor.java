package io.github.tfmobile.graph.edit;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.GraphIndex;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Edits of a graph, all made at once by {@link #build}. A node is named by its number in the graph that is edited, a tensor
 * by its name. Not thread-safe.
 *
 * <p>Who reads a node that is taken out must be told what to read instead; {@code GraphValidator} finds what was
 * forgotten.
 */
public final class GraphEditor {

    private final Graph graph;
    /** What stands in the place of a node, by its number; nothing where it stays, null while all do. */
    private @Nullable List<Node> @Nullable [] places;

    private final List<Node> appended = new ArrayList<>();
    private final Rerouting rerouting = new Rerouting();
    private final Set<String> keepInputs = new HashSet<>();
    private final Map<String, String> renamed = new HashMap<>();
    private final Map<String, String> merged = new HashMap<>();
    private final FreshNames names;

    /** An editor of a graph, which itself does not change. */
    public GraphEditor(Graph graph) {
        this.graph = graph;
        this.names = new FreshNames(graph);
    }

    /** The names of the graph and those that were taken for new nodes. */
    public FreshNames names() {
        return names;
    }

    /** Puts nodes in the place of one; none to take it out. */
    public void replace(int node, Collection<Node> others) {
        places()[node] = List.copyOf(others);
    }

    /** Puts a node in the place of another. */
    public void replace(int node, Node other) {
        replace(node, List.of(other));
    }

    /** Takes a node out. */
    public void remove(int node) {
        replace(node, List.of());
    }

    /** Puts a node behind what stands in the place of another. */
    public void insertAfter(int node, Node added) {
        List<Node> before = places()[node];
        if (before instanceof ArrayList<Node> several) {
            several.add(added);
            return;
        }
        List<Node> several = new ArrayList<>(before == null ? List.of(graph.node(node)) : before);
        several.add(added);
        places()[node] = several;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays know no type parameters
    private @Nullable List<Node>[] places() {
        @Nullable List<Node>[] all = places;
        if (all == null) {
            all = new List[graph.size()];
            places = all;
        }
        return all;
    }

    /** Puts a node behind all others. */
    public void append(Node added) {
        appended.add(added);
    }

    /** Takes a node out of which another computes the same: who reads it, waits for it or shares its device goes there. */
    public void merge(int node, String other) {
        String name = graph.node(node).name();
        remove(node);
        rerouting.node(name, other);
        merged.put(name, other);
    }

    /** Gives a node another name, for its readers and those that share its device, too. */
    public void rename(int node, String other) {
        renamed.put(graph.node(node).name(), other);
    }

    /** Readers of a tensor read another one. */
    public void reroute(NodeInput from, NodeInput to) {
        rerouting.tensor(from, to);
    }

    /** Who waits for a node waits for others, or for none. */
    public void rerouteControls(String node, Collection<String> others) {
        rerouting.control(node, List.copyOf(others));
    }

    /** Leaves the inputs of a new node as they are: it reads the tensors that others are rerouted from. */
    public void keepInputs(String node) {
        keepInputs.add(node);
    }

    /** What is read in place of a tensor; itself when it is not rerouted. */
    public NodeInput resolve(NodeInput tensor) {
        return rerouting.resolve(tensor);
    }

    /** What is waited for in place of a node; itself when it is not rerouted. */
    public Set<String> resolveControl(String node) {
        return rerouting.resolveControl(node);
    }

    /** A node that reads and waits for what its inputs are rerouted to. */
    public Node resolve(Node node) {
        return rerouting.apply(node);
    }

    /** Whether nothing was edited. */
    public boolean isEmpty() {
        return places == null && appended.isEmpty() && rerouting.isEmpty() && renamed.isEmpty();
    }

    /** The graph with all edits; the graph itself when there are none. */
    public Graph build() {
        if (isEmpty()) {
            return graph;
        }
        List<Node> result = new ArrayList<>(graph.size() + appended.size());
        for (int i = 0; i < graph.size(); i++) {
            List<Node> place = places == null ? null : places[i];
            if (place == null) {
                result.add(last(graph.node(i)));
            } else {
                place.forEach(node -> result.add(last(node)));
            }
        }
        appended.forEach(node -> result.add(last(node)));
        Map<String, String> colocated = new HashMap<>(merged);
        colocated.putAll(renamed);
        return Colocation.rename(graph.with(result), colocated);
    }

    private Node last(Node node) {
        Node rerouted = keepInputs.contains(node.name()) ? node : rerouting.apply(node);
        return renamed.isEmpty() ? rerouted : renamed(rerouted);
    }

    private Node renamed(Node node) {
        List<NodeInput> inputs = new ArrayList<>(node.inputCount());
        for (NodeInput input : node.inputs()) {
            String other = renamed.get(input.node());
            inputs.add(other == null ? input : new NodeInput(other, input.port()));
        }
        return node.withInputs(inputs).withName(renamed.getOrDefault(node.name(), node.name()));
    }

    /** The number of the node of that name in the graph that is edited, {@link GraphIndex#NONE} when there is none. */
    public int number(String name) {
        return graph.index().number(name);
    }
}
