package io.github.tfmobile.graph;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.tensor.WholeMessages;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.VersionDef;

/**
 * A graph: nodes in file order, function library and versions. Immutable. The large contents of tensors are not in the
 * nodes: they refer to where these lie, in a file as a rule ({@code TensorContent}). {@link #toNodeDef} gives a message
 * that holds its content.
 *
 * <p>Names are not checked here: a graph read from a file may hold a node twice, in which case {@link #named} gives the
 * first. {@code GraphValidator} tells of it.
 *
 * <p>A transform of a user's own may work on TensorFlow's messages: {@link #nodes} and {@link #withNodes}.
 */
public final class Graph {

    private final List<Node> all;
    private final NodeMessages messages;
    private final FunctionDefLibrary library;
    private final VersionDef versions;
    private @Nullable GraphIndex like;
    private @Nullable GraphIndex index;
    private Analyses analyses = new Analyses();

    /** A graph of the nodes in these messages. */
    public Graph(Collection<NodeDef> nodes, FunctionDefLibrary library, VersionDef versions) {
        this(nodes.stream().map(Node::of).toList(), library, versions, null);
    }

    /** A graph of these nodes. */
    public static Graph of(Collection<Node> nodes, FunctionDefLibrary library, VersionDef versions) {
        return new Graph(List.copyOf(nodes), library, versions, null);
    }

    private Graph(List<Node> nodes, FunctionDefLibrary library, VersionDef versions, @Nullable GraphIndex like) {
        this(nodes, new NodeMessages(nodes, false), library, versions, like);
    }

    private Graph(
            List<Node> all,
            NodeMessages messages,
            FunctionDefLibrary library,
            VersionDef versions,
            @Nullable GraphIndex like) {
        this.all = all;
        this.messages = messages;
        this.library = library;
        this.versions = versions;
        this.like = like;
    }

    /** The graph in a message. */
    public static Graph of(GraphDef graph) {
        return new Graph(graph.getNodeList(), graph.getLibrary(), graph.getVersions());
    }

    /** A graph of nodes alone, without a function library. */
    public static Graph ofNodes(Collection<NodeDef> nodes) {
        return new Graph(nodes, FunctionDefLibrary.getDefaultInstance(), VersionDef.getDefaultInstance());
    }

    /** A graph of nodes alone, without a function library. */
    public static Graph of(Collection<Node> nodes) {
        return of(nodes, FunctionDefLibrary.getDefaultInstance(), VersionDef.getDefaultInstance());
    }

    /**
     * The graph as one message, all contents of tensors in it, on the heap.
     *
     * @throws ProblemException if one cannot be read or is damaged
     */
    public GraphDef toGraphDef() throws ProblemException {
        GraphDef.Builder graph = GraphDef.newBuilder();
        for (Node node : all) {
            graph.addNode(WholeMessages.of(node.message()));
        }
        return graph.setLibrary(WholeMessages.of(library)).setVersions(versions).build();
    }

    /**
     * A node as a whole message, its content in it, on the heap.
     *
     * @param node its number
     * @throws ProblemException if its content cannot be read or is damaged
     */
    public NodeDef toNodeDef(int node) throws ProblemException {
        return WholeMessages.of(all.get(node).message());
    }

    /**
     * The same graph, whose messages hold their contents, each from when it is asked for: as TensorFlow writes them.
     *
     * @throws ProblemException if the content of a function's node cannot be read or is damaged
     */
    public Graph withWholeNodes() throws ProblemException {
        Graph whole = new Graph(all, new NodeMessages(all, true), WholeMessages.of(library), versions, null);
        whole.index = index();
        return whole;
    }

    /** How many nodes there are. */
    public int size() {
        return all.size();
    }

    /** The nodes in file order. */
    public List<Node> all() {
        return all;
    }

    /** The names of the nodes in file order. */
    public List<String> names() {
        return all.stream().map(Node::name).toList();
    }

    /** A node. */
    public Node node(int number) {
        return all.get(number);
    }

    /** The node of that name, null when there is none. */
    public @Nullable Node named(String name) {
        int number = index().number(name);
        return number < 0 ? null : all.get(number);
    }

    /** The same library and versions with other nodes. */
    @SuppressWarnings("ReferenceEquality") // the same list, of which the index is known
    public Graph with(Collection<Node> others) {
        if (others == all) {
            return this;
        }
        List<Node> copy = List.copyOf(others);
        return copy == all ? this : edited(copy);
    }

    /** The same graph without some of its nodes; itself when it has none of them. */
    public Graph without(Predicate<Node> gone) {
        List<Node> kept = all.stream().filter(gone.negate()).toList();
        return kept.size() == all.size() ? this : with(kept);
    }

    /** The nodes in file order, as messages. */
    public List<NodeDef> nodes() {
        return messages;
    }

    /** The same library and versions with other nodes. */
    @SuppressWarnings("ReferenceEquality") // the very messages of this graph stand for its nodes
    public Graph withNodes(Collection<NodeDef> others) {
        if (others == messages) {
            return this;
        }
        List<Node> nodes = new ArrayList<>(others.size());
        int next = 0;
        for (NodeDef other : others) {
            if (next >= all.size() || !messages.isMade(next, other)) {
                int found = index().number(other.getName());
                next = found < 0 ? next : found;
            }
            boolean kept = next < all.size() && messages.isMade(next, other);
            nodes.add(kept ? all.get(next++) : Node.of(other));
        }
        return with(nodes);
    }

    /** The function library; empty when there is none. */
    public FunctionDefLibrary library() {
        return library;
    }

    /** The producer and consumer versions. */
    public VersionDef versions() {
        return versions;
    }

    /** The graph by numbers; made when first asked for, from that of the graph that this one was made of. */
    public synchronized GraphIndex index() {
        if (index == null) {
            index = GraphIndex.of(all, like);
            like = null;
        }
        return index;
    }

    /** The result of an analysis of the nodes; found when first asked for, with the help of what earlier graphs know. */
    public <T> T analysis(Analysis<T> analysis) {
        return analyses.of(analysis, this);
    }

    /** The node of that name as a message, null when there is none. */
    public @Nullable NodeDef find(String name) {
        int number = index().number(name);
        return number < 0 ? null : messages.get(number);
    }

    /** The nodes that read an output of that node or wait for it, each once, in file order. */
    public List<Node> readers(String name) {
        GraphIndex edges = index();
        int number = edges.number(name);
        if (number < 0) {
            return List.of();
        }
        List<Node> readers = new ArrayList<>();
        int[] last = {GraphIndex.NONE};
        edges.readers(number, (reader, input) -> {
            if (reader != last[0]) {
                readers.add(all.get(reader));
                last[0] = reader;
            }
            return true;
        });
        return Collections.unmodifiableList(readers);
    }

    /** The same graph with another library. */
    public Graph withLibrary(FunctionDefLibrary other) {
        return withSameNodes(other, versions);
    }

    /** The same graph with other versions. */
    public Graph withVersions(VersionDef other) {
        return withSameNodes(library, other);
    }

    private synchronized Graph edited(List<Node> others) {
        Graph graph = new Graph(others, library, versions, like != null ? like : index);
        graph.analyses = analyses.handedOn(index);
        return graph;
    }

    private synchronized Graph withSameNodes(FunctionDefLibrary otherLibrary, VersionDef otherVersions) {
        Graph graph = new Graph(all, messages, otherLibrary, otherVersions, like);
        graph.index = index;
        graph.analyses = analyses;
        return graph;
    }
}
