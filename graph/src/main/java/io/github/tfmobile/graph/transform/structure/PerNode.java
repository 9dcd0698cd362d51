package io.github.tfmobile.graph.transform.structure;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.transform.FunctionBodies;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;

/**
 * Rewriting nodes one by one. The Graph Transform Tool leaves the function library alone; with the argument
 * {@code functions=true} the nodes of its functions are rewritten too.
 */
final class PerNode {

    /** The argument that asks for the function library, too. */
    static final String FUNCTIONS = FunctionBodies.FUNCTIONS;

    private PerNode() {}

    /** What happens to one node. */
    @FunctionalInterface
    interface Rewrite {

        /** The node to put in its place; the same object to leave it. */
        Node apply(Node node) throws ProblemException;
    }

    /** The graph with all its nodes rewritten, and those of its functions where the argument asks for it. */
    static Graph rewrite(Graph graph, TransformContext context, Rewrite rewrite) throws ProblemException {
        Graph result = nodes(graph, rewrite);
        return context.bool(FUNCTIONS, false) ? functions(result, rewrite) : result;
    }

    @SuppressWarnings("ReferenceEquality") // whether the rewrite left the node alone
    private static Graph nodes(Graph graph, Rewrite rewrite) throws ProblemException {
        List<Node> nodes = List.of(); // made when the first node changes
        for (int i = 0; i < graph.size(); i++) {
            Node node = graph.node(i);
            Node other = rewrite.apply(node);
            if (other != node) {
                nodes = nodes.isEmpty() ? new ArrayList<>(graph.all()) : nodes;
                nodes.set(i, other);
            }
        }
        return nodes.isEmpty() ? graph : graph.with(nodes);
    }

    private static Graph functions(Graph graph, Rewrite rewrite) throws ProblemException {
        FunctionDefLibrary.Builder library = graph.library().toBuilder();
        for (int i = 0; i < library.getFunctionCount(); i++) {
            FunctionDef.Builder function = library.getFunction(i).toBuilder();
            for (int k = 0; k < function.getNodeDefCount(); k++) {
                function.setNodeDef(
                        k,
                        rewrite.apply(Node.ofFunction(function.getNodeDef(k))).message());
            }
            library.setFunction(i, function);
        }
        FunctionDefLibrary built = library.build();
        return built.equals(graph.library()) ? graph : graph.withLibrary(built);
    }
}
