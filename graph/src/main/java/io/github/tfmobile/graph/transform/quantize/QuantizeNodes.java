package io.github.tfmobile.graph.transform.quantize;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.edit.GraphEditor;
import io.github.tfmobile.graph.match.GraphMatcher;
import io.github.tfmobile.graph.match.NodeMatch;
import io.github.tfmobile.graph.match.OpPattern;
import io.github.tfmobile.graph.problem.TransformProblem;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import io.github.tfmobile.graph.transform.structure.MergeDuplicateNodes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;

/**
 * {@code quantize_nodes}: puts eight-bit ops in the place of float ops that have such a form, with conversions where
 * float ops border on them (tensorflow/tools/graph_transforms/quantize_nodes.cc).
 *
 * <p>Unlike the original it leaves alone what the eight-bit op cannot compute (NCHW, dilations, explicit padding), keeps
 * {@code half_pixel_centers} and control inputs, makes eight-bit inputs of float Placeholders only, and moves trained
 * ranges across ops that keep a range, not across any op with one input.
 */
@AutoService(Transform.class)
public final class QuantizeNodes implements Transform {

    @Override
    public String name() {
        return "quantize_nodes";
    }

    @Override
    public Set<String> arguments() {
        return Set.of("input_min", "input_max", "fallback_min", "fallback_max", "ignore_op");
    }

    /** A range that may be given by two arguments. */
    record Range(float min, float max) {
        static @Nullable Range of(TransformContext context, String min, String max) throws ProblemException {
            if (!context.has(min) && !context.has(max)) {
                return null;
            }
            if (!context.has(min) || !context.has(max)) {
                throw context.problem(
                        TransformProblem.RANGE_HALF_GIVEN,
                        "needs both \"" + min + "\" and \"" + max + "\" or none, but found only \""
                                + (context.has(min) ? min : max) + "\"",
                        "give the other one, too");
            }
            return new Range(context.float32(min, 0), context.float32(max, 0));
        }
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        Range input = Range.of(context, "input_min", "input_max");
        Range fallback = Range.of(context, "fallback_min", "fallback_max");
        Graph current = input == null ? graph : quantizePlaceholders(graph, input);
        current = TrainedRanges.hoist(current, context);
        current = TrainedRanges.toRequantize(current, context);
        current = new NodeQuantizer(context, fallback, new HashSet<>(context.strings("ignore_op"))).apply(current);
        current = TrainedRanges.mergeAdjacent(current, context);
        current = new MergeDuplicateNodes().apply(current, context);
        return removeRedundant(current);
    }

    private static Graph quantizePlaceholders(Graph graph, Range range) throws ProblemException {
        GraphEditor editor = new GraphEditor(graph);
        for (int i = 0; i < graph.size(); i++) {
            Node node = graph.node(i);
            AttrValue dtype = node.attr("dtype");
            if (!node.op().equals("Placeholder") || dtype == null || dtype.getType() != DataType.DT_FLOAT) {
                continue;
            }
            String prefix = node.name() + "_eightbit";
            Node min = Constants.node(prefix + "/min", Constants.scalar(range.min()));
            Node max = Constants.node(prefix + "/max", Constants.scalar(range.max()));
            Node dequantize = dequantize(
                    prefix + "/dequantize",
                    new NodeInput(node.name(), 0),
                    new NodeInput(min.name(), 0),
                    new NodeInput(max.name(), 0));
            Node codes = node.withAttr("dtype", Attrs.type(DataType.DT_QUINT8));
            editor.replace(i, List.of(codes, min, max, dequantize));
            editor.keepInputs(dequantize.name());
            editor.reroute(new NodeInput(node.name(), 0), new NodeInput(dequantize.name(), 0));
        }
        return editor.build();
    }

    /** A Dequantize of eight bits. */
    static Node dequantize(String name, NodeInput codes, NodeInput min, NodeInput max) {
        return Node.builder(name, "Dequantize")
                .input(codes)
                .input(min)
                .input(max)
                .attr("T", Attrs.type(DataType.DT_QUINT8))
                .attr("mode", Attrs.string("MIN_FIRST"))
                .build();
    }

    /** Readers of codes that were made of codes get the latter. The nodes between stay for who reads the floats. */
    private static Graph removeRedundant(Graph graph) throws ProblemException {
        OpPattern pattern =
                OpPattern.of("QuantizeV2", OpPattern.of("Dequantize"), OpPattern.of("Min"), OpPattern.of("Max"));
        GraphEditor editor = new GraphEditor(graph);
        for (NodeMatch match : new GraphMatcher(graph).matches(pattern)) {
            Node dequantize = match.nodeAt(0);
            for (int i = 0; i < 3; i++) {
                editor.reroute(new NodeInput(match.node().name(), i), dequantize.input(i));
            }
        }
        return editor.build();
    }
}
