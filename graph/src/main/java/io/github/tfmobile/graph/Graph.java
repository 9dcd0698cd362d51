package io.github.tfmobile.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.VersionDef;

/**
 * A graph: nodes in file order, function library and versions. Immutable; the nodes are TensorFlow's own messages, and
 * the {@code tensor_content} of a Const read from a file is a slice of that mapped file, never a copy on the heap.
 *
 * <p>Names are not checked here: a graph read from a file may hold a node twice, in which case {@link #find} gives the
 * first. {@code GraphValidator} tells of it.
 */
public final class Graph {

    private final List<NodeDef> nodes;
    private final FunctionDefLibrary library;
    private final VersionDef versions;
    private @Nullable Map<String, NodeDef> byName;
    private @Nullable Map<String, List<NodeDef>> consumers;

    /** A graph of these nodes. */
    public Graph(Collection<NodeDef> nodes, FunctionDefLibrary library, VersionDef versions) {
        this.nodes = List.copyOf(nodes);
        this.library = library;
        this.versions = versions;
    }

    /** The graph in a message. */
    public static Graph of(GraphDef graph) {
        return new Graph(graph.getNodeList(), graph.getLibrary(), graph.getVersions());
    }

    /** The graph as one message. */
    public GraphDef toGraphDef() {
        return GraphDef.newBuilder()
                .addAllNode(nodes)
                .setLibrary(library)
                .setVersions(versions)
                .build();
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

    /** The node of that name, null when there is none. */
    public synchronized @Nullable NodeDef find(String name) {
        if (byName == null) {
            Map<String, NodeDef> index = new HashMap<>(nodes.size() * 4 / 3 + 1);
            nodes.forEach(node -> index.putIfAbsent(node.getName(), node));
            byName = index;
        }
        return byName.get(name);
    }

    /** The nodes that read an output of that node or wait for it, each once, in file order. */
    @SuppressWarnings("ReferenceEquality") // the same node twice in a row, not an equal one
    public synchronized List<NodeDef> consumers(String name) {
        if (consumers == null) {
            Map<String, List<NodeDef>> index = new HashMap<>();
            for (NodeDef node : nodes) {
                for (String input : node.getInputList()) {
                    List<NodeDef> readers =
                            index.computeIfAbsent(NodeInput.parse(input).node(), key -> new ArrayList<>());
                    if (readers.isEmpty() || readers.get(readers.size() - 1) != node) {
                        readers.add(node);
                    }
                }
            }
            consumers = index;
        }
        return Collections.unmodifiableList(consumers.getOrDefault(name, List.of()));
    }

    /** The same library and versions with other nodes. */
    public Graph withNodes(Collection<NodeDef> others) {
        return new Graph(others, library, versions);
    }

    /** The same graph with another library. */
    public Graph withLibrary(FunctionDefLibrary other) {
        return new Graph(nodes, other, versions);
    }

    /** The same graph with other versions. */
    public Graph withVersions(VersionDef other) {
        return new Graph(nodes, library, other);
    }
}
