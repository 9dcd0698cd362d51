package io.github.tfmobile.graph.op.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.shape.TensorFact;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;

class ShapeInferenceTest {

    private static TensorFact shape(long... dims) {
        return TensorFact.of(PartialShape.of(dims));
    }

    private static TensorFact vector(int... values) {
        return TensorFact.of(Constants.int32(PartialShape.of(values.length).toProto(), values));
    }

    private static TensorFact scalar(int value) {
        return TensorFact.of(Constants.scalar(value));
    }

    private static AttrValue list(long... values) {
        AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
        Arrays.stream(values).forEach(list::addI);
        return AttrValue.newBuilder().setList(list).build();
    }

    private static Node.Builder node(String op) {
        return Node.builder("node", op);
    }

    private static List<String> infer(Node.Builder node, int outputs, TensorFact... inputs) {
        return ShapeInference.infer(node.build(), List.of(inputs), outputs).stream()
                .map(fact -> fact.shape().toString())
                .toList();
    }

    private static @Nullable String refusal(Node.Builder node, TensorFact... inputs) {
        return ShapeInference.refusal(node.build(), List.of(inputs), 1);
    }

    @Test
    void shapesBroadcast() {
        assertThat(infer(node("Add"), 1, shape(-1, 1, 3), shape(4, 1))).containsExactly("[?,4,3]");
        assertThat(infer(node("Add"), 1, shape(-1), shape(5))).containsExactly("[5]");
        assertThat(infer(node("Add"), 1, TensorFact.UNKNOWN, shape(5))).containsExactly("[...]");
        assertThat(refusal(node("Add"), shape(2, 3), shape(4))).isEqualTo("[2,3] and [4] do not broadcast");
        assertThat(refusal(node("Add"), shape(2, -1), shape(4))).isNull();
    }

    @Test
    void aProductTakesTheRowsOfOneAndTheColumnsOfTheOther() {
        assertThat(infer(node("MatMul"), 1, shape(-1, 3), shape(3, 2))).containsExactly("[?,2]");
        assertThat(infer(node("MatMul").attr("transpose_b", Attrs.bool(true)), 1, shape(1, 3), shape(2, 3)))
                .containsExactly("[1,2]");
        assertThat(refusal(node("MatMul"), shape(1, 4), shape(3, 2))).isEqualTo("[1,4] and [3,2] cannot be multiplied");
        assertThat(infer(node("BatchMatMulV2"), 1, shape(5, 1, 2, 3), shape(7, 3, 4)))
                .containsExactly("[5,7,2,4]");
    }

    @Test
    void aConvolutionIsAsManyStepsOfItsWindow() {
        Node.Builder valid = node("Conv2D").attr("strides", list(1, 2, 2, 1)).attr("padding", Attrs.string("VALID"));

        assertThat(infer(valid, 1, shape(-1, 9, -1, 3), shape(3, 3, 3, 8))).containsExactly("[?,4,?,8]");
        assertThat(refusal(valid, shape(1, 9, 9, 4), shape(3, 3, 3, 8)))
                .isEqualTo("[1,9,9,4] has not the channels of the filter [3,3,3,8]");
        assertThat(refusal(valid, shape(1, 2, 9, 3), shape(3, 3, 3, 8)))
                .isEqualTo("[1,2,9,3] is smaller than the filter [3,3,3,8]");
    }

    @Test
    void theOpenDimOfAReshapeIsTheRest() {
        assertThat(infer(node("Reshape"), 1, shape(2, 3, 4), vector(6, -1))).containsExactly("[6,4]");
        assertThat(infer(node("Reshape"), 1, shape(-1, 3), vector(-1, 3))).containsExactly("[?,3]");
        assertThat(refusal(node("Reshape"), shape(2, 3), vector(4, -1))).isEqualTo("[2,3] cannot become [4,?]");
    }

    @Test
    void shapesThatAreComputedWithAreFollowed() {
        List<TensorFact> of = ShapeInference.infer(node("Shape").build(), List.of(shape(-1, 7)), 1);
        List<TensorFact> first = ShapeInference.infer(
                node("StridedSlice").attr("shrink_axis_mask", Attrs.integer(1)).build(),
                List.of(of.get(0), vector(0), vector(1), vector(1)),
                1);
        List<TensorFact> packed = ShapeInference.infer(node("Pack").build(), List.of(first.get(0), scalar(3)), 1);

        assertThat(infer(node("Reshape"), 1, shape(-1, 7, 3), packed.get(0))).containsExactly("[?,3]");
        assertThat(infer(node("Fill"), 1, packed.get(0), shape())).containsExactly("[?,3]");
    }

    @Test
    void partsAreOfTheSameShape() {
        assertThat(infer(node("Split"), 3, scalar(1), shape(2, 6))).containsExactly("[2,2]", "[2,2]", "[2,2]");
        assertThat(infer(node("SplitV"), 2, shape(2, 6), vector(2, -1), scalar(1)))
                .containsExactly("[2,2]", "[2,4]");
        assertThat(infer(node("Unpack").attr("axis", Attrs.integer(1)), 2, shape(3, 2, 5)))
                .containsExactly("[3,5]", "[3,5]");
        assertThat(infer(node("ConcatV2"), 1, shape(2, 3), shape(2, -1), scalar(1)))
                .containsExactly("[2,?]");
    }

    @Test
    void reducedAxesGo() {
        assertThat(infer(node("Sum"), 1, shape(2, 3, 4), vector(0, -1))).containsExactly("[3]");
        assertThat(infer(node("Sum").attr("keep_dims", Attrs.bool(true)), 1, shape(2, 3, 4), vector(1)))
                .containsExactly("[2,1,4]");
        assertThat(infer(node("ArgMax"), 1, shape(2, 3, 4), scalar(-2))).containsExactly("[2,4]");
        assertThat(refusal(node("Sum"), shape(2, 3), vector(2))).isEqualTo("[2,3] has no dim 2");
    }

    @Test
    void contradictionsAndOtherOpsEndInUnknown() {
        assertThat(infer(node("Transpose"), 1, shape(2, 3), vector(0, 7))).containsExactly("[2,?]");
        assertThat(infer(node("Conv2D"), 1, shape(1, 2, 3, 4), shape(1, 1, 4, 4)))
                .containsExactly("[...]");
        assertThat(infer(node("MyOwnOp"), 2, shape(1))).containsExactly("[...]", "[...]");
        assertThat(refusal(node("MyOwnOp"), shape(1))).isNull();
    }
}
