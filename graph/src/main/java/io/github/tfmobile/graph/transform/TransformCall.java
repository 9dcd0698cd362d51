package io.github.tfmobile.graph.transform;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.UnreadableContentException;
import io.github.tfmobile.graph.io.file.Guard;
import io.github.tfmobile.graph.problem.TransformProblem;
import io.github.tfmobile.graph.tensor.TensorContent;
import io.github.tfmobile.graph.tensor.WholeMessages;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.FunctionDefLibrary;

/**
 * Calls a transform. One that a user wrote sees whole messages, of which the large contents are taken out again
 * afterwards; nodes that it does not ask for are not read.
 */
final class TransformCall {

    private TransformCall() {}

    /**
     * What the transform makes of a graph.
     *
     * @throws ProblemException if it refuses the graph, or its weights cannot be read
     */
    static Graph apply(Transform transform, Graph graph, TransformContext context) throws ProblemException {
        boolean ours = (transform.getClass().getPackageName() + ".").startsWith(Graph.class.getPackageName() + ".");
        return Guard.computing(() -> ours ? transform.apply(graph, context) : applyUsers(transform, graph, context));
    }

    @SuppressWarnings("ReferenceEquality") // whether it was touched
    private static Graph applyUsers(Transform transform, Graph graph, TransformContext context)
            throws ProblemException {
        try {
            Graph whole = graph.withWholeNodes();
            Graph result = transform.apply(whole, context);
            if (result == whole) {
                return graph;
            }
            FunctionDefLibrary library =
                    result.library() == whole.library() ? graph.library() : referring(result.library(), graph);
            return graph.with(referring(result.all(), graph))
                    .withLibrary(library)
                    .withVersions(result.versions());
        } catch (UnreadableContentException e) {
            throw e.problem();
        } catch (OutOfMemoryError e) {
            throw context.problem(
                    TransformProblem.TRANSFORM_NEEDS_HEAP,
                    "takes more heap than there is: it gets nodes with their weights",
                    "give the JVM a larger heap (-Xmx...), or let it keep fewer nodes at a time");
        }
    }

    @SuppressWarnings("ReferenceEquality") // whether it was touched
    private static List<Node> referring(List<Node> nodes, Graph before) throws ProblemException {
        if (nodes == before.all()) {
            return nodes;
        }
        List<Node> result = new ArrayList<>(nodes.size());
        for (Node node : nodes) {
            Node old = before.named(node.name());
            if (old == node) {
                result.add(node);
                continue;
            }
            List<TensorContent> known = new ArrayList<>();
            if (old != null) {
                WholeMessages.contents(old.message(), known);
            }
            result.add(Node.of(WholeMessages.change(node.message(), tensor -> WholeMessages.refer(tensor, known))));
        }
        return result;
    }

    private static FunctionDefLibrary referring(FunctionDefLibrary library, Graph before) throws ProblemException {
        List<TensorContent> known = new ArrayList<>();
        WholeMessages.contents(before.library(), known);
        return WholeMessages.change(library, tensor -> WholeMessages.refer(tensor, known));
    }
}
