package io.github.tfmobile.graph;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.tensor.WholeMessages;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.VersionDef;

/**
 * A graph: nodes in file order, function library and versions. Immutable; the nodes are TensorFlow's own messages, but
 * that a large {@code tensor_content} is not in them: they refer to where it lies, in a file as a rule
 * ({@code TensorContent}). {@link #toNodeDef} gives a message that holds it.
 *
 * <p>Names are not checked here: a graph read from a file may hold a node twice, in which case {@link #find} gives the
 * first. {@code GraphValidator} tells of it.
 */
public final class Graph {

    private final List<NodeDef> nodes;
    private final FunctionDefLibrary library;
    private final VersionDef versions;
    private @Nullable GraphIndex like;
    private @Nullable GraphIndex index;
    private Analyses analyses = new Analyses();

    /** A graph of these nodes. */
    public Graph(Collection<NodeDef> nodes, FunctionDefLibrary library, VersionDef versions) {
        this(List.copyOf(nodes), library, versions, null);
    }

    private Graph(List<NodeDef> nodes, FunctionDefLibrary library, VersionDef versions, @Nullable GraphIndex like) {
        this.nodes = nodes;
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

    /**
     * The graph as one message, all contents of tensors in it, on the heap.
     *
     * @throws ProblemException if one cannot be read or is damaged
     */
    public GraphDef toGraphDef() throws ProblemException {
        GraphDef.Builder graph = GraphDef.newBuilder();
        for (NodeDef node : nodes) {
            graph.addNode(WholeMessages.of(node));
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
        return WholeMessages.of(nodes.get(node));
    }

    /**
     * The same graph, each of whose nodes holds its content when it is asked for: messages as TensorFlow writes them.
     *
     * @throws ProblemException if the content of a function's node cannot be read or is damaged
     */
    public Graph withWholeNodes() throws ProblemException {
        WholeNodes wholeNodes = new WholeNodes(nodes);
        // Graphs that are made of it take over what is known of these nodes: to compare whole ones reads their
        // contents.
        Graph whole = new Graph(wholeNodes, WholeMessages.of(library), versions, index());
        whole.index = index().of(wholeNodes);
        return whole;
    }

    /** The nodes in file order. */
    public List<NodeDef> nodes() {
        return nodes;
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
            index = GraphIndex.of(nodes, like);
            like = null;
        }
        return index;
    }

    /** The result of an analysis of the nodes; found when first asked for, with the help of what earlier graphs know. */
    public <T> T analysis(Analysis<T> analysis) {
        return analyses.of(analysis, this);
    }

    /** The node of that name, null when there is none. */
    public @Nullable NodeDef find(String name) {
        int number = index().number(name);
        return number < 0 ? null : nodes.get(number);
    }

    /** The nodes that read an output of that node or wait for it, each once, in file order. */
    public List<NodeDef> consumers(String name) {
        GraphIndex edges = index();
        int number = edges.number(name);
        if (number < 0) {
            return List.of();
        }
        List<NodeDef> readers = new ArrayList<>();
        int[] last = {GraphIndex.NONE};
        edges.readers(number, (reader, input) -> {
            if (reader != last[0]) {
                readers.add(nodes.get(reader));
                last[0] = reader;
            }
            return true;
        });
        return Collections.unmodifiableList(readers);
    }

    /** The same library and versions with other nodes. */
    @SuppressWarnings("ReferenceEquality") // the same list, of which the index is known
    public Graph withNodes(Collection<NodeDef> others) {
        if (others == nodes) {
            return this;
        }
        List<NodeDef> copy = List.copyOf(others);
        return copy == nodes ? this : edited(copy);
    }

    /** The same graph with another library. */
    public Graph withLibrary(FunctionDefLibrary other) {
        return withSameNodes(other, versions);
    }

    /** The same graph with other versions. */
    public Graph withVersions(VersionDef other) {
        return withSameNodes(library, other);
    }

    private synchronized Graph edited(List<NodeDef> others) {
        Graph graph = new Graph(others, library, versions, like != null ? like : index);
        graph.analyses = analyses.handedOn(index);
        return graph;
    }

    private synchronized Graph withSameNodes(FunctionDefLibrary otherLibrary, VersionDef otherVersions) {
        Graph graph = new Graph(nodes, otherLibrary, otherVersions, like);
        graph.index = index;
        graph.analyses = analyses;
        return graph;
    }
}
