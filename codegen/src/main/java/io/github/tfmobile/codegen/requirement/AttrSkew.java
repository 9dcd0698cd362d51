package io.github.tfmobile.codegen.requirement;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.registry.lookup.Answer;
import io.github.tfmobile.registry.lookup.KernelLookup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NodeDef;

/**
 * Attrs that a newer TensorFlow wrote and the target's does not know ("Node mentions attr ... not in Op"): those that
 * hold the newer release's default change nothing and are dropped (tensorflow/core/framework/graph_def_util.cc,
 * RemoveNewDefaultAttrsFromGraphDef).
 */
public final class AttrSkew {

    private AttrSkew() {}

    /**
     * A graph that the target can load.
     *
     * @param graph the graph without the attrs
     * @param dropped the names of the attrs dropped, by op; empty when the graph is the one given
     */
    public record Result(Graph graph, SortedMap<String, SortedSet<String>> dropped) {}

    /** Drops what can be dropped, in the graph and in its functions; all else stays as it is. */
    public static Result drop(Graph graph, KernelLookup kernels) {
        Set<String> functions = new HashSet<>();
        graph.library()
                .getFunctionList()
                .forEach(function -> functions.add(function.getSignature().getName()));
        KernelLookup lookup = kernels.forGraph(functions, graph.versions().getProducer());
        SortedMap<String, SortedSet<String>> dropped = new TreeMap<>();
        List<Node> nodes = new ArrayList<>();
        graph.all().forEach(node -> nodes.add(drop(node, lookup, dropped)));
        FunctionDefLibrary.Builder library = graph.library().toBuilder();
        for (int i = 0; i < library.getFunctionCount(); i++) {
            FunctionDef function = library.getFunction(i);
            List<NodeDef> body = new ArrayList<>();
            FunctionLibrary.nodes(function)
                    .forEach(node -> body.add(drop(node, lookup, dropped).message()));
            if (!body.equals(function.getNodeDefList())) {
                library.setFunction(
                        i,
                        function.toBuilder().clearNodeDef().addAllNodeDef(body).build());
            }
        }
        return dropped.isEmpty()
                ? new Result(graph, dropped)
                : new Result(graph.with(nodes).withLibrary(library.build()), dropped);
    }

    private static Node drop(Node node, KernelLookup lookup, SortedMap<String, SortedSet<String>> dropped) {
        if (lookup.find(node.message()) instanceof Answer.UnknownAttrs unknown
                && !unknown.droppable().isEmpty()) {
            dropped.computeIfAbsent(node.op(), op -> new TreeSet<>()).addAll(unknown.droppable());
            return without(node, unknown.droppable());
        }
        return node;
    }

    /** The node without these attrs. */
    static Node without(Node node, SortedSet<String> attrs) {
        Node.Builder builder = node.toBuilder();
        attrs.forEach(builder::removeAttr);
        return builder.build();
    }
}
