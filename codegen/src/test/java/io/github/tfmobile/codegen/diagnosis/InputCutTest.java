package io.github.tfmobile.codegen.diagnosis;

import static io.github.tfmobile.codegen.testing.TestModels.graph;
import static io.github.tfmobile.codegen.testing.TestModels.node;
import static io.github.tfmobile.codegen.testing.TestModels.placeholder;
import static io.github.tfmobile.codegen.testing.TestModels.typed;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.codegen.requirement.ModelTensor;
import io.github.tfmobile.codegen.testing.Samples;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

class InputCutTest {

    @Test
    void proposesTheNearestNodeAndTheLastBeforeTheWeights() {
        Graph graph = graph(
                placeholder("contents", DataType.DT_STRING),
                typed("Relu", "decode", DataType.DT_FLOAT, "contents"),
                typed("Relu", "resize", DataType.DT_FLOAT, "decode"),
                Samples.constant("scale", 1),
                typed("AddV2", "Mul", DataType.DT_FLOAT, "resize", "scale"),
                Samples.constant("weights", 1000),
                typed("AddV2", "conv", DataType.DT_FLOAT, "Mul", "weights"),
                typed("Relu", "softmax", DataType.DT_FLOAT, "conv"));

        assertThat(cut(graph, "softmax").of(List.of("decode")))
                .containsExactly(
                        new InputCut.Cut(
                                "decode",
                                new ModelTensor("decode", Dtype.of(DataType.DT_FLOAT), null),
                                1,
                                List.of("contents")),
                        new InputCut.Cut(
                                "Mul",
                                new ModelTensor("Mul", Dtype.of(DataType.DT_FLOAT), null),
                                4,
                                List.of("contents")));
    }

    @Test
    void findsOneNodeThatCutsSeveralAway() {
        Graph graph = graph(
                placeholder("x", DataType.DT_FLOAT),
                typed("Relu", "left", DataType.DT_FLOAT, "x"),
                typed("Relu", "right", DataType.DT_FLOAT, "x"),
                typed("AddV2", "join", DataType.DT_FLOAT, "left", "right"),
                typed("Relu", "out", DataType.DT_FLOAT, "join"));

        assertThat(cut(graph, "out").of(List.of("left", "right")))
                .extracting(InputCut.Cut::node)
                .containsExactly("join");
    }

    @Test
    void proposesNothingWhereAPathLeadsAroundEveryNode() {
        Graph graph = graph(
                placeholder("x", DataType.DT_FLOAT),
                typed("Relu", "left", DataType.DT_FLOAT, "x"),
                typed("Relu", "right", DataType.DT_FLOAT, "x"));

        assertThat(cut(graph, "left", "right").of(List.of("x"))).isEmpty();
        assertThat(cut(graph, "left").of(List.of("left"))).isEmpty();
        assertThat(cut(graph, "left").isNeeded("right")).isFalse();
    }

    @Test
    void proposesNoNodeWhoseSecondOutputIsRead() {
        Graph graph = graph(
                placeholder("x", DataType.DT_FLOAT),
                typed("Relu", "bad", DataType.DT_FLOAT, "x"),
                typed("Relu", "two", DataType.DT_FLOAT, "bad"),
                typed("AddV2", "out", DataType.DT_FLOAT, "two", "two:1"));

        assertThat(cut(graph, "out").of(List.of("bad")))
                .extracting(InputCut.Cut::node)
                .containsExactly("bad");
    }

    @Test
    void throwsNoTrainedWeightsAway() {
        Graph graph = graph(
                placeholder("x", DataType.DT_FLOAT),
                Samples.constant("weights", 1000),
                typed("AddV2", "dense", DataType.DT_FLOAT, "x", "weights"),
                typed("Relu", "bad", DataType.DT_FLOAT, "dense"),
                typed("Relu", "more", DataType.DT_FLOAT, "bad"),
                typed("Relu", "out", DataType.DT_FLOAT, "more"));

        assertThat(cut(graph, "out").of(List.of("bad"))).isEmpty();
    }

    @Test
    void knowsTheShapeThatAnExporterWroteDown() {
        TensorShapeProto shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dim.newBuilder().setSize(-1))
                .addDim(TensorShapeProto.Dim.newBuilder().setSize(3))
                .build();
        Graph graph = graph(
                placeholder("x", DataType.DT_FLOAT),
                typed("Relu", "bad", DataType.DT_FLOAT, "x").toBuilder()
                        .putAttr(
                                "_output_shapes",
                                AttrValue.newBuilder()
                                        .setList(
                                                AttrValue.ListValue.newBuilder().addShape(shape))
                                        .build())
                        .build(),
                typed("Relu", "out", DataType.DT_FLOAT, "bad"));

        assertThat(cut(graph, "out").of(List.of("bad")).get(0).tensor().shapeText())
                .isEqualTo("[?,3]");
    }

    @Test
    void takesLoopsAndMissingNodesAsTheyAre() {
        Graph graph = graph(
                typed("Relu", "a", DataType.DT_FLOAT, "b", "nowhere"),
                typed("Relu", "b", DataType.DT_FLOAT, "a", "^c"),
                node("NoOp", "c", "^b").build(),
                typed("Relu", "out", DataType.DT_FLOAT, "a"));

        assertThat(cut(graph, "out", "absent").of(List.of("b")))
                .extracting(InputCut.Cut::node)
                .containsExactly("b", "a");
    }

    @Test
    void copesWithAVeryLongChain() {
        List<NodeDef> nodes = new ArrayList<>();
        nodes.add(placeholder("n0", DataType.DT_FLOAT));
        for (int i = 1; i < 50_000; i++) {
            nodes.add(typed("Relu", "n" + i, DataType.DT_FLOAT, "n" + (i - 1)));
        }

        assertThat(cut(graph(nodes.toArray(NodeDef[]::new)), "n49999").of(List.of("n5")))
                .extracting(InputCut.Cut::node)
                .containsExactly("n5", "n49998");
    }

    private static InputCut cut(Graph graph, String... outputs) {
        return new InputCut(graph, List.of(outputs), Samples.registry().ops());
    }
}
