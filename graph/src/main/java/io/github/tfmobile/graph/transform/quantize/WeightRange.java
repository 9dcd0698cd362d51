package io.github.tfmobile.graph.transform.quantize;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.problem.TransformProblem;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;

/**
 * The least and the greatest of some weights, the greatest never below the smallest positive normal number, as the
 * Graph Transform Tool has it.
 */
record WeightRange(float min, float max) {

    static WeightRange of(Tensor weights) {
        float min = Float.MAX_VALUE;
        float max = Float.MIN_NORMAL;
        for (int i = 0; i < weights.elements(); i++) {
            float value = (float) weights.getDouble(i);
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        return new WeightRange(min, max);
    }

    /** Whether a float holds how far they are apart: otherwise the step between two codes is infinite. */
    boolean isFinite() {
        return Float.isFinite(min) && Float.isFinite(max - Math.min(min, 0));
    }

    /** What takes the place of a Const. */
    interface Replacement {
        List<Node> replace(Node constant, Tensor weights, WeightRange range);
    }

    /** Replaces all float Consts of at least so many elements, all of them and their range finite. */
    static Graph replaceLarge(Graph graph, long minimum, TransformContext context, Replacement replacement)
            throws ProblemException {
        try (Progress.Task task = context.progress().start(context.transform(), "nodes", graph.size())) {
            return replaceLarge(graph, minimum, context, replacement, task);
        }
    }

    private static Graph replaceLarge(
            Graph graph, long minimum, TransformContext context, Replacement replacement, Progress.Task task)
            throws ProblemException {
        List<Node> nodes = new ArrayList<>();
        boolean changed = false;
        long done = 0;
        for (Node node : graph.all()) {
            task.done(done++);
            Tensor weights = node.op().equals("Const") ? large(node, minimum, context) : null;
            WeightRange range = weights == null ? null : of(weights);
            if (weights == null || range == null) {
                nodes.add(node);
            } else if (!range.isFinite()) {
                context.debug()
                        .accept(context.transform() + ": " + node.name()
                                + " left, it has a NaN, an infinity or an infinite range");
                nodes.add(node);
            } else {
                nodes.addAll(replacement.replace(node, weights, range));
                changed = true;
            }
        }
        return changed ? graph.with(nodes) : graph;
    }

    private static @Nullable Tensor large(Node node, long minimum, TransformContext context) throws ProblemException {
        AttrValue value = node.attr("value");
        AttrValue dtype = node.attr("dtype");
        if (value == null || dtype == null) {
            throw context.problem(
                    TransformProblem.CONST_WITHOUT_ATTR,
                    "finds no attr \"" + (dtype == null ? "dtype" : "value") + "\" on the Const \"" + node.name()
                            + "\"",
                    "export the graph once more");
        }
        if (dtype.getType() != DataType.DT_FLOAT || value.getTensor().getDtype() != DataType.DT_FLOAT) {
            return null;
        }
        Tensor weights = Tensor.of(value.getTensor());
        return weights.elements() < Math.max(1, minimum) || weights.elements() > Integer.MAX_VALUE / 8 ? null : weights;
    }
}
