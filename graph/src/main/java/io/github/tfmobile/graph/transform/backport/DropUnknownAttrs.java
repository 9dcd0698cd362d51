package io.github.tfmobile.graph.transform.backport;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.edit.GraphEditor;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import io.github.tfmobile.registry.lookup.Answer;
import io.github.tfmobile.registry.lookup.KernelLookup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.BiConsumer;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NodeDef;

/**
 * Drops attrs that a newer TensorFlow wrote and a target's does not know ("NodeDef mentions attr ... not in Op"), where they
 * hold the newer release's default and so change nothing (tensorflow/core/framework/graph_def_util.cc,
 * RemoveNewDefaultAttrsFromGraphDef). In the graph and in its functions; all else stays as it is.
 */
public final class DropUnknownAttrs implements Transform {

    private final KernelLookup kernels;
    private final BiConsumer<String, SortedSet<String>> dropped;

    /**
     * The pass for a target.
     *
     * @param kernels the target's
     * @param dropped takes the op of each node that lost attrs, and their names
     */
    public DropUnknownAttrs(KernelLookup kernels, BiConsumer<String, SortedSet<String>> dropped) {
        this.kernels = kernels;
        this.dropped = dropped;
    }

    @Override
    public String name() {
        return "drop_unknown_attrs";
    }

    /** What the target refuses in a graph for other reasons is not the fault of this pass. */
    @Override
    public boolean mayBreakOpDefinitions() {
        return true;
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) {
        return apply(graph);
    }

    /** The graph as the target can load it. */
    public Graph apply(Graph graph) {
        Set<String> functions = new HashSet<>();
        graph.library()
                .getFunctionList()
                .forEach(function -> functions.add(function.getSignature().getName()));
        KernelLookup lookup = kernels.forGraph(functions, graph.versions().getProducer());
        GraphEditor editor = new GraphEditor(graph);
        for (int i = 0; i < graph.size(); i++) {
            Node node = graph.node(i);
            Node other = drop(node, lookup);
            if (!other.equals(node)) {
                editor.replace(i, other);
            }
        }
        FunctionDefLibrary.Builder library = null;
        for (int i = 0; i < graph.library().getFunctionCount(); i++) {
            FunctionDef function = graph.library().getFunction(i);
            List<NodeDef> body = new ArrayList<>();
            FunctionLibrary.nodes(function)
                    .forEach(node -> body.add(drop(node, lookup).message()));
            if (!body.equals(function.getNodeDefList())) {
                library = library == null ? graph.library().toBuilder() : library;
                library.setFunction(
                        i,
                        function.toBuilder().clearNodeDef().addAllNodeDef(body).build());
            }
        }
        return library == null ? editor.build() : editor.build().withLibrary(library.build());
    }

    private Node drop(Node node, KernelLookup lookup) {
        if (lookup.find(node.message()) instanceof Answer.UnknownAttrs unknown
                && !unknown.droppable().isEmpty()) {
            dropped.accept(node.op(), unknown.droppable());
            return without(node, unknown.droppable());
        }
        return node;
    }

    /** The node without these attrs. */
    public static Node without(Node node, SortedSet<String> attrs) {
        Node.Builder builder = node.toBuilder();
        attrs.forEach(builder::removeAttr);
        return builder.build();
    }
}
