package io.github.tfmobile.graph.transform.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.shape.PartialShape;
import io.github.tfmobile.graph.testing.Graphs;
import io.github.tfmobile.graph.transform.TransformContexts;
import io.github.tfmobile.graph.transform.TransformPipeline;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stays float because its eight-bit form computes something else, or has no range. */
class QuantizedOpTest {

    /** What QuantizedAdd and QuantizedMul of TensorFlow 2.21 compute rightly; for the others they refuse or give other numbers. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "32 4 | 4 | true",
                "4 | 32 4 | true",
                "2 3 4 | 2 3 4 | true",
                "2 3 4 | 3 4 | true",
                "2 3 4 | 1 3 4 | true",
                "2 3 4 | '' | true",
                "2 3 4 | 1 | true",
                "4 8 16 | 1 1 16 | true",
                "1 5 | 5 | true",
                "? 7 64 | 64 | true",
                "? ? 64 | ? ? 64 | true",
                "32 1 | 4 | false",
                "32 1 | 1 4 | false",
                "2 3 4 | 3 1 | false",
                "4 8 16 | 4 8 1 | false",
                "4 8 16 | 4 1 1 | false",
                "4 8 16 | 1 8 1 | false",
                "? 7 7 64 | ? 1 1 64 | false",
                "unknown | 4 | false",
                "unknown | '' | true"
            })
    void takesOneTensorForTheLastDimsOfTheOther(String left, String right, boolean computes) {
        assertThat(QuantizedOp.isLastDimsOfOther(shape(left), shape(right))).isEqualTo(computes);
        assertThat(QuantizedOp.isLastDimsOfOther(shape(right), shape(left))).isEqualTo(computes);
    }

    private static PartialShape shape(String dims) {
        if (dims.equals("unknown")) {
            return PartialShape.unknown();
        }
        return PartialShape.of(Arrays.stream(dims.split(" ", -1))
                .filter(dim -> !dim.isBlank())
                .mapToLong(dim -> dim.equals("?") ? -1 : Long.parseLong(dim))
                .toArray());
    }

    /** An axis that is counted from the end, and pools of channels, are refused by the eight-bit ops when they run. */
    @ParameterizedTest
    @CsvSource({"0, 1, Dequantize, Dequantize", "-1, 3, Concat, MaxPool"})
    void leavesAnAxisFromTheEndAndPoolsOfChannels(int axis, int channels, String concat, String pool)
            throws ProblemException {
        String sizes = "{ list { i: [1, 1, 1, " + channels + "] } }";
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "axis = Const() attr { key: \"dtype\" value { type: DT_INT32 } } attr { key: \"value\" value { tensor {"
                        + " dtype: DT_INT32 tensor_shape { } int_val: " + axis + " } } }",
                "both = Concat(axis, x, x) attr { key: \"N\" value { i: 2 } }",
                "out = MaxPool(both) attr { key: \"ksize\" value " + sizes + " } attr { key: \"strides\" value " + sizes
                        + " } attr { key: \"padding\" value { s: \"VALID\" } }");
        Graph result =
                TransformPipeline.parse("quantize_nodes").apply(graph, TransformContexts.of("x", "out"), Progress.NONE);
        assertThat(result.all().stream()
                        .filter(node ->
                                node.name().equals("both") || node.name().equals("out"))
                        .map(Node::op))
                .containsExactly(concat, pool);
    }

    @ParameterizedTest
    @CsvSource({
        "3, Dequantize, Dequantize",
        "1e29, Dequantize, Dequantize",
        "1e31, Relu, Dequantize",
        "-3e37, Relu, Dequantize",
        "inf, Relu, Dequantize",
        "nan, Relu, Relu"
    })
    void leavesWhatALargeConstantMakesUntilAnOpBoundsIt(String value, String before, String behind)
            throws ProblemException {
        Graph graph = Graphs.of(
                "x = Placeholder() attr { key: \"shape\" value { shape { dim { size: 2 } dim { size: 3 } } } }",
                "c = Const() attr { key: \"dtype\" value { type: DT_FLOAT } } attr { key: \"value\" value { tensor {"
                        + " dtype: DT_FLOAT tensor_shape { } float_val: " + value + " } } }",
                "sum = Sub(x, c)",
                "relu = Relu(sum)",
                "soft = Softmax(relu)",
                "out = Relu(soft)");
        Graph result =
                TransformPipeline.parse("quantize_nodes").apply(graph, TransformContexts.of("x", "out"), Progress.NONE);
        assertThat(result.all().stream()
                        .filter(node ->
                                node.name().equals("relu") || node.name().equals("out"))
                        .map(Node::op))
                .containsExactly(before, behind);
    }
}
