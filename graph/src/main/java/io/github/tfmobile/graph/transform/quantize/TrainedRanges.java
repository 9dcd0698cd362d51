package io.github.tfmobile.graph.transform.quantize;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.match.MatchReplacer;
import io.github.tfmobile.graph.match.NodeMatch;
import io.github.tfmobile.graph.match.OpPattern;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tensorflow.proto.DataType;

/** Ranges that FakeQuantWithMinMaxVars learned in training, as constant ranges of the quantized ops before it. */
final class TrainedRanges {

    private static final OpPattern ANY = OpPattern.any();
    private static final OpPattern CONST = OpPattern.of("Const");

    /** Ops with one input that give no value outside of its range, but for zero. */
    private static final Set<String> RANGE_KEEPERS =
            Set.of("AvgPool", "Identity", "MaxPool", "Relu", "Relu6", "Snapshot", "Squeeze", "StopGradient");

    /** Across how many ops a range is moved. */
    private static final int FARTHEST = 3;

    private TrainedRanges() {}

    /** Moves each FakeQuant towards the op whose result has 32 bits. */
    static Graph hoist(Graph graph, TransformContext context) throws ProblemException {
        Graph current = graph;
        for (int depth = FARTHEST; depth > 0; depth--) {
            OpPattern chain = ANY;
            for (int i = 0; i < depth; i++) {
                chain = new OpPattern(RANGE_KEEPERS, List.of(chain), false);
            }
            OpPattern pattern = OpPattern.of("FakeQuantWithMinMaxVars", chain, CONST, CONST);
            int length = depth;
            current = MatchReplacer.replace(
                    current, pattern, context.protectedNodes(), (match, used) -> hoisted(match, length));
        }
        return current;
    }

    private static List<Node> hoisted(NodeMatch match, int depth) {
        Node fakeQuant = match.node();
        List<Node> chain = new ArrayList<>();
        NodeMatch at = match;
        for (int i = 0; i <= depth; i++) {
            at = at.input(0);
            chain.add(at.node());
        }
        Node first = chain.get(depth - 1);
        Node moved = fakeQuant.toBuilder()
                .name(fakeQuant.name() + "_hoisted")
                .input(0, first.input(0))
                .build();
        chain.set(depth - 1, first.toBuilder().input(0, moved.name()).build());
        chain.set(0, chain.get(0).toBuilder().name(fakeQuant.name()).build());
        List<Node> nodes = new ArrayList<>(List.of(moved, match.nodeAt(1), match.nodeAt(2)));
        nodes.addAll(chain);
        return nodes;
    }

    /** Makes each FakeQuant with constant ranges a Requantize to them. */
    static Graph toRequantize(Graph graph, TransformContext context) throws ProblemException {
        OpPattern pattern = OpPattern.of("FakeQuantWithMinMaxVars", ANY, CONST, CONST);
        return MatchReplacer.replace(graph, pattern, context.protectedNodes(), (match, used) -> {
            Node fakeQuant = match.node();
            String prefix = fakeQuant.name() + "_eightbit";
            NodeInput min = new NodeInput(match.nodeAt(1).name(), 0);
            NodeInput max = new NodeInput(match.nodeAt(2).name(), 0);
            Node quantize = Node.builder(prefix + "/quantize", "QuantizeV2")
                    .input(fakeQuant.input(0))
                    .input(min)
                    .input(max)
                    .attr("T", Attrs.type(DataType.DT_QINT32))
                    .attr("mode", Attrs.string("MIN_FIRST"))
                    .build();
            Node requantize = requantize(prefix + "/requantize", quantize.name(), min, max);
            Node dequantize = QuantizeNodes.dequantize(
                    fakeQuant.name(),
                    new NodeInput(requantize.name(), 0),
                    new NodeInput(requantize.name(), 1),
                    new NodeInput(requantize.name(), 2));
            return List.of(match.nodeAt(0), match.nodeAt(1), match.nodeAt(2), quantize, requantize, dequantize);
        });
    }

    /** A Requantize of 32 bits to eight. */
    static Node requantize(String name, String wide, NodeInput min, NodeInput max) {
        return Node.builder(name, "Requantize")
                .input(wide)
                .input(new NodeInput(wide, 1))
                .input(new NodeInput(wide, 2))
                .input(min)
                .input(max)
                .attr("Tinput", Attrs.type(DataType.DT_QINT32))
                .attr("out_type", Attrs.type(DataType.DT_QUINT8))
                .build();
    }

    /** Of two Requantizes in a row, the first with a measured range, the second with a constant one, keeps the latter. */
    static Graph mergeAdjacent(Graph graph, TransformContext context) throws ProblemException {
        OpPattern measured = OpPattern.of("RequantizationRange");
        OpPattern requantized = OpPattern.of("Requantize");
        OpPattern quantized = OpPattern.of("QuantizeV2");
        OpPattern pattern = OpPattern.of(
                "Requantize",
                OpPattern.of(
                        "QuantizeV2",
                        OpPattern.of(
                                "Dequantize",
                                OpPattern.of("Requantize", ANY, ANY, ANY, measured, measured),
                                requantized,
                                requantized),
                        CONST,
                        CONST),
                quantized,
                quantized,
                CONST,
                CONST);
        return MatchReplacer.replace(graph, pattern, context.protectedNodes(), (match, used) -> {
            Node original = match.nodeAt(0, 0, 0, 0);
            Node min = match.nodeAt(3);
            Node max = match.nodeAt(4);
            Node.Builder merged = match.node().toBuilder().inputs(List.of());
            merged.input(original.name())
                    .input(new NodeInput(original.name(), 1))
                    .input(new NodeInput(original.name(), 2))
                    .input(min.name())
                    .input(max.name());
            match.node().controlInputs().forEach(merged::input);
            return List.of(original, min, max, merged.build());
        });
    }
}
