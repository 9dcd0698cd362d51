package io.github.tfmobile.graph.freeze;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.common.problem.Suggestions;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Endpoints;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.NodeSignature;
import io.github.tfmobile.graph.Placeholders;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.problem.GraphProblem;
import io.github.tfmobile.graph.tensor.ElementFormat;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.graph.tensor.TensorShapes;
import io.github.tfmobile.graph.tensor.TensorText;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorShapeProto;

/** Turns what is fed the same value for ever into constants. */
final class FeedConstants implements Transform {

    private static final String REMEDY =
            Setting.FEEDS.inFull() + " takes node=value pairs, as in is_training=false,keep_prob=1.0,size=[16,24].";

    private final Map<String, String> feeds;

    /**
     * The pass for some feeds.
     *
     * @param feeds values by node
     */
    FeedConstants(Map<String, String> feeds) {
        this.feeds = feeds;
    }

    @Override
    public String name() {
        return "feeds";
    }

    /** The graph with a Const of its name in place of each node that is fed. */
    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        if (feeds.isEmpty()) {
            return graph;
        }
        FunctionLibrary library = new FunctionLibrary(graph.library(), context.ops(), null);
        List<Problem> problems = new ArrayList<>();
        Map<String, Node> constants = new HashMap<>();
        Suggestions nodes = new Suggestions(graph::names);
        feeds.forEach((name, text) -> {
            Node constant = constant(graph, library, name, text, nodes, problems);
            if (constant != null) {
                constants.put(constant.name(), constant);
            }
        });
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        return graph.with(graph.all().stream()
                .map(node -> constants.getOrDefault(node.name(), node))
                .toList());
    }

    private static @Nullable Node constant(
            Graph graph, FunctionLibrary library, String name, String text, Suggestions nodes, List<Problem> problems) {
        NodeInput input = NodeInput.parse(name);
        Node node = graph.named(input.node());
        if (node == null) {
            problems.add(Endpoints.unknown(Setting.FEEDS, input.node(), nodes));
            return null;
        }
        NodeSignature signature = library.signature(node);
        Dtype type = signature == null || signature.outputCount() != 1 ? null : signature.outputType(0);
        if (type == null || input.port() != 0) {
            problems.add(Problem.of(
                    GraphProblem.NOT_TO_BE_FED,
                    Setting.FEEDS + ": a node of op \"" + node.op() + "\" cannot be fed a constant: \"" + name + "\"",
                    "Feed a Placeholder or another node with one output.\n" + REMEDY));
            return null;
        }
        TensorShapeProto shape = shape(node, graph);
        Tensor value = TensorText.parse(text, type.withoutRef(), shape);
        if (value == null) {
            problems.add(Problem.of(
                    GraphProblem.FEED_NO_VALUE,
                    Setting.FEEDS + ": no value of " + type.withoutRef().name()
                            + (shape.getUnknownRank() ? "" : TensorShapes.text(shape)) + " for node \"" + name
                            + "\": \""
                            + text + "\"",
                    isComplex(type.withoutRef()) ? REMEDY + "\nA complex number is written as 1+2j or 2j." : REMEDY));
            return null;
        }
        return Constants.node(input.node(), value.toProto());
    }

    private static boolean isComplex(Dtype dtype) {
        ElementFormat format = ElementFormat.of(dtype);
        return format != null && format.category() == ElementFormat.Category.COMPLEX;
    }

    /** The shape that a placeholder declares; unknown for other nodes. */
    private static TensorShapeProto shape(Node node, Graph graph) {
        TensorShapeProto shape = Placeholders.shape(node, graph.versions());
        return shape != null
                ? shape
                : TensorShapeProto.newBuilder().setUnknownRank(true).build();
    }
}
