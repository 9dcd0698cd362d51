package io.github.tfmobile.graph.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.graph.testing.TestOps;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class EmptyTensorsTest {

    /** A graph in which an op reads these inputs, and a Relu reads it: whether that may read something empty. */
    private static boolean mayBeEmpty(String op, String... inputs) {
        GraphDef.Builder graph = GraphDef.newBuilder();
        graph.addNode(fed("x", DataType.DT_FLOAT)).addNode(fed("n", DataType.DT_INT32));
        graph.addNode(constant("three"));
        graph.addNode(NodeDef.newBuilder().setName("op").setOp(op).addAllInput(List.of(inputs)));
        graph.addNode(NodeDef.newBuilder().setName("relu").setOp("Relu").addInput("op"));
        Graph read = Graph.of(graph.build());
        return new EmptyTensors(read, TestOps.get()).mayReadOne(read.index().number("relu"));
    }

    private static NodeDef fed(String name, DataType dtype) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp("Placeholder")
                .putAttr("dtype", Attrs.type(dtype))
                .build();
    }

    private static NodeDef constant(String name) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp("Const")
                .putAttr("dtype", Attrs.type(DataType.DT_INT32))
                .putAttr(
                        "value",
                        AttrValue.newBuilder()
                                .setTensor(Tensor.ofInts(3).toProto())
                                .build())
                .build();
    }

    @Test
    void aCountThatIsFedMayBeNone() {
        assertThat(mayBeEmpty("OneHot", "x", "n", "x", "x")).isTrue();
        assertThat(mayBeEmpty("UnsortedSegmentSum", "x", "three", "n")).isTrue();
        assertThat(mayBeEmpty("RandomUniform", "n")).isTrue();
        assertThat(mayBeEmpty("Tile", "x", "n")).isTrue();
        assertThat(mayBeEmpty("Where", "x")).isTrue();
    }

    @Test
    void aCountThatIsConstantIsNot() {
        assertThat(mayBeEmpty("OneHot", "n", "three", "three", "three")).isFalse();
        assertThat(mayBeEmpty("UnsortedSegmentSum", "x", "n", "three")).isFalse();
        assertThat(mayBeEmpty("RandomUniform", "three")).isFalse();
        assertThat(mayBeEmpty("Tile", "x", "three")).isFalse();
        assertThat(mayBeEmpty("Relu", "x")).isFalse();
    }
}
