package io.github.tfmobile.graph.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.graph.testing.Graphs;
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

    @Test
    void opsOfComputedSizesMayGiveNothing() {
        assertThat(mayBeEmpty("ScatterNd", "three", "x", "n")).isTrue();
        assertThat(mayBeEmpty("LinSpace", "x", "x", "n")).isTrue();
        assertThat(mayBeEmpty("SparseToDense", "three", "n", "x", "x")).isTrue();
        assertThat(mayBeEmpty("StatelessRandomUniform", "n", "three")).isTrue();
        assertThat(mayBeEmpty("BatchToSpaceND", "x", "three", "n")).isTrue();
        assertThat(mayBeEmpty("ScatterNd", "n", "x", "three")).isFalse();
    }

    @Test
    void aListOfComputedLengthMayBeEmpty() {
        String t = " attr { key: \"element_dtype\" value { type: DT_FLOAT } }";
        assertThat(mayReadOne("list = TensorListReserve(three, n)" + t, "s = TensorListSetItem(list, three, x)" + t))
                .isTrue();
        assertThat(mayReadOne("list = TensorListReserve(n, three)" + t, "s = TensorListSetItem(list, n, x)" + t))
                .isFalse();
        assertThat(mayReadOne("list = TensorListReserve(three, zero)" + t, "s = Identity(list)"))
                .as("grows, as in a loop of a computed number of rounds")
                .isTrue();
        assertThat(mayReadOne("list = EmptyTensorList(three, three)" + t, "s = TensorListPushBack(list, x)" + t))
                .isTrue();
        assertThat(mayReadOne("empty = TensorListReserve(three, zero)" + t, "s = TensorListResize(empty, three)"))
                .isFalse();
    }

    private static boolean mayReadOne(String list, String changed) {
        String dtype = " attr { key: \"dtype\" value { type: DT_INT32 } } attr { key: \"value\" value { tensor {"
                + " dtype: DT_INT32 tensor_shape { } int_val: ";
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "n = Placeholder() attr { key: \"dtype\" value { type: DT_INT32 } }",
                "three = Const()" + dtype + "3 } } }",
                "zero = Const()" + dtype + "0 } } }",
                list,
                changed,
                "stack = TensorListStack(s, three)",
                "relu = Relu(stack)");
        return new EmptyTensors(graph, TestOps.get()).mayReadOne(graph.index().number("relu"));
    }

    @Test
    void aCondWithABranchThatGivesNothingMayBeEmpty() {
        String shape = " attr { key: \"dtype\" value { type: DT_FLOAT } } attr { key: \"value\" value { tensor {"
                + " dtype: DT_FLOAT tensor_shape { dim { size: ROWS } dim { size: 2 } } float_val: 1 } } }";
        for (int rows : new int[] {0, 3}) {
            Graph graph = Graphs.of(
                    "x = Placeholder()",
                    "p = Placeholder() attr { key: \"dtype\" value { type: DT_BOOL } }",
                    "switch = Switch(x, p)",
                    "none = Const(^switch)" + shape.replace("ROWS", "" + rows),
                    "neg = Neg(none)",
                    "merge = Merge(switch:1, neg) attr { key: \"N\" value { i: 2 } }",
                    "relu = Relu(merge)");
            EmptyTensors empty = new EmptyTensors(graph, TestOps.get());
            assertThat(empty.mayReadOne(graph.index().number("relu"))).isEqualTo(rows == 0);
            assertThat(empty.mayReadOne(graph.index().number("neg"))).isEqualTo(rows == 0);
        }
    }
}
