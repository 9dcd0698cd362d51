package io.github.tfmobile.graph.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.analysis.TensorFacts.Basis;
import io.github.tfmobile.graph.tensor.TensorShapes;
import io.github.tfmobile.graph.testing.TestOps;
import io.github.tfmobile.registry.OpDefs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

@Tag("corpus")
class TensorFactsTest {

    private static final OpDefs OPS = TestOps.get();

    @Test
    void followsShapesThroughLayers() throws Exception {
        Graph graph = corpus("inception_v3_train", "frozen.pb");

        List<InputSpec> outputs = OutputSpecs.of(graph, InputSpec.parse("softmax"), OPS);

        assertThat(outputs).extracting(InputSpec::toString).containsExactly("softmax=float[1,13]");
    }

    @Test
    void aVariableHasTheShapeOfItsValue() {
        Graph graph = graph(
                node("v", "VarHandleOp").putAttr("shape", Attrs.shape(TensorShapes.of(3, 4))),
                node("read", "ReadVariableOp", "v").putAttr("dtype", Attrs.type(DataType.DT_FLOAT)));

        assertThat(shape(graph, "read", Basis.PROVEN)).isEqualTo("[3,4]");
    }

    @Test
    void whatComesOutOfABranchHasWhatBothHave() {
        Graph graph = branches();

        assertThat(shape(graph, "merge", Basis.PROVEN)).isEqualTo("[...]");
        assertThat(shape(graph, "merge", Basis.BRANCHES)).isEqualTo("[?,4]");
        assertThat(shape(graph, "merge:1", Basis.BRANCHES)).isEqualTo("[]");
    }

    @Test
    void whatComesFromThePreviousIterationIsUnknown() {
        Graph graph = graph(
                placeholder("x", 2, 4),
                node("enter", "Enter", "x").putAttr("T", Attrs.type(DataType.DT_FLOAT)),
                node("merge", "Merge", "enter", "next")
                        .putAttr("T", Attrs.type(DataType.DT_FLOAT))
                        .putAttr("N", Attrs.integer(2)),
                node("next", "NextIteration", "merge").putAttr("T", Attrs.type(DataType.DT_FLOAT)));

        assertThat(shape(graph, "merge", Basis.BRANCHES)).isEqualTo("[...]");
    }

    @Test
    void recordedShapesFillUpWhatIsInferred() {
        Graph graph = graph(
                placeholder("x", 2, 4),
                node("y", "NoSuchOp", "x").putAttr("_output_shapes", shapes(TensorShapes.of(7))));

        assertThat(shape(graph, "y", Basis.BRANCHES)).isEqualTo("[...]");
        assertThat(shape(graph, "y", Basis.RECORDED)).isEqualTo("[7]");
    }

    @Test
    void aCycleEndsInUnknown() {
        Graph graph = graph(
                node("a", "Relu", "b").putAttr("T", Attrs.type(DataType.DT_FLOAT)),
                node("b", "Relu", "a").putAttr("T", Attrs.type(DataType.DT_FLOAT)));

        assertThat(shape(graph, "a", Basis.RECORDED)).isEqualTo("[...]");
    }

    private static String shape(Graph graph, String tensor, Basis basis) {
        return graph.analysis(TensorFacts.of(OPS, basis))
                .of(NodeInput.parse(tensor))
                .shape()
                .toString();
    }

    private static Graph branches() {
        return graph(
                placeholder("x", 2, 4),
                placeholder("z", 3, 4),
                node("p", "Placeholder").putAttr("dtype", Attrs.type(DataType.DT_BOOL)),
                node("s", "Switch", "x", "p").putAttr("T", Attrs.type(DataType.DT_FLOAT)),
                node("t", "Switch", "z", "p").putAttr("T", Attrs.type(DataType.DT_FLOAT)),
                node("merge", "Merge", "s", "t:1")
                        .putAttr("T", Attrs.type(DataType.DT_FLOAT))
                        .putAttr("N", Attrs.integer(2)));
    }

    private static AttrValue shapes(TensorShapeProto shape) {
        return AttrValue.newBuilder()
                .setList(AttrValue.ListValue.newBuilder().addShape(shape))
                .build();
    }

    private static NodeDef.Builder placeholder(String name, long... dims) {
        return node(name, "Placeholder")
                .putAttr("dtype", Attrs.type(DataType.DT_FLOAT))
                .putAttr("shape", Attrs.shape(TensorShapes.of(dims)));
    }

    private static NodeDef.Builder node(String name, String op, String... inputs) {
        return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(List.of(inputs));
    }

    private static Graph graph(NodeDef.Builder... nodes) {
        GraphDef.Builder graph = GraphDef.newBuilder();
        for (NodeDef.Builder node : nodes) {
            graph.addNode(node);
        }
        return Graph.of(graph.build());
    }

    private static Graph corpus(String model, String file) throws Exception {
        return Graph.of(GraphDef.parseFrom(Files.readAllBytes(Path.of("../testing/corpus/tf1", model, file))));
    }
}
