package io.github.tfmobile.graph.transform.quantize;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInputs;
import io.github.tfmobile.graph.match.MatchReplacer;
import io.github.tfmobile.graph.match.NodeMatch;
import io.github.tfmobile.graph.match.OpPattern;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

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

    private static List<NodeDef> hoisted(NodeMatch match, int depth) {
        NodeDef fakeQuant = match.node();
        List<NodeDef> chain = new ArrayList<>();
        NodeMatch at = match;
        for (int i = 0; i <= depth; i++) {
            at = at.input(0);
            chain.add(at.node());
        }
        NodeDef first = chain.get(depth - 1);
        NodeDef moved = fakeQuant.toBuilder()
                .setName(fakeQuant.getName() + "_hoisted")
                .setInput(0, first.getInput(0))
                .build();
        chain.set(depth - 1, first.toBuilder().setInput(0, moved.getName()).build());
        chain.set(0, chain.get(0).toBuilder().setName(fakeQuant.getName()).build());
        List<NodeDef> nodes = new ArrayList<>(List.of(moved, match.nodeAt(1), match.nodeAt(2)));
        nodes.addAll(chain);
        return nodes;
    }

    /** Makes each FakeQuant with constant ranges a Requantize to them. */
    static Graph toRequantize(Graph graph, TransformContext context) throws ProblemException {
        OpPattern pattern = OpPattern.of("FakeQuantWithMinMaxVars", ANY, CONST, CONST);
        return MatchReplacer.replace(graph, pattern, context.protectedNodes(), (match, used) -> {
            NodeDef fakeQuant = match.node();
            String prefix = fakeQuant.getName() + "_eightbit";
            String min = match.nodeAt(1).getName();
            String max = match.nodeAt(2).getName();
            NodeDef quantize = NodeDef.newBuilder()
                    .setName(prefix + "/quantize")
                    .setOp("QuantizeV2")
                    .addInput(fakeQuant.getInput(0))
                    .addInput(min)
                    .addInput(max)
                    .putAttr("T", Attrs.type(DataType.DT_QINT32))
                    .putAttr("mode", Attrs.string("MIN_FIRST"))
                    .build();
            NodeDef requantize = requantize(prefix + "/requantize", quantize.getName(), min, max);
            NodeDef dequantize = QuantizeNodes.dequantize(
                    fakeQuant.getName(),
                    requantize.getName() + ":0",
                    requantize.getName() + ":1",
                    requantize.getName() + ":2");
            return List.of(match.nodeAt(0), match.nodeAt(1), match.nodeAt(2), quantize, requantize, dequantize);
        });
    }

    /** A Requantize of 32 bits to eight. */
    static NodeDef requantize(String name, String wide, String min, String max) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp("Requantize")
                .addInput(wide + ":0")
                .addInput(wide + ":1")
                .addInput(wide + ":2")
                .addInput(min)
                .addInput(max)
                .putAttr("Tinput", Attrs.type(DataType.DT_QINT32))
                .putAttr("out_type", Attrs.type(DataType.DT_QUINT8))
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
            NodeDef original = match.nodeAt(0, 0, 0, 0);
            NodeDef min = match.nodeAt(3);
            NodeDef max = match.nodeAt(4);
            NodeDef.Builder merged = match.node().toBuilder().clearInput();
            merged.addInput(original.getName() + ":0")
                    .addInput(original.getName() + ":1")
                    .addInput(original.getName() + ":2")
                    .addInput(min.getName())
                    .addInput(max.getName());
            NodeInputs.controlTexts(match.node()).forEach(merged::addInput);
            return List.of(original, min, max, merged.build());
        });
    }
}
