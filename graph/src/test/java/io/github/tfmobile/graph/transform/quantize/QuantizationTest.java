package io.github.tfmobile.graph.transform.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.graph.testing.Graphs;
import io.github.tfmobile.graph.transform.TransformContexts;
import io.github.tfmobile.graph.transform.TransformPipeline;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuantizationTest {

    private static String weights(String... values) {
        return " attr { key: \"dtype\" value { type: DT_FLOAT } } attr { key: \"value\" value { tensor { dtype: DT_FLOAT"
                + " tensor_shape { dim { size: " + values.length + " } } float_val: ["
                + String.join(", ", values) + "] } } }";
    }

    private static Graph scaled(String... weights) {
        return Graphs.of("x = Placeholder()", "w = Const()" + weights(weights), "y = Mul(x, w)");
    }

    private static Graph activated(String weight) {
        String shape = " attr { key: \"shape\" value { shape { dim { size: 3 } dim { size: 2 } } } }";
        return Graphs.of(
                "x = Placeholder()" + shape, "w = Const()" + weights(weight, "1"), "sum = Add(x, w)", "y = Relu(sum)");
    }

    private static Graph run(Graph graph, String transforms) throws ProblemException {
        return TransformPipeline.parse(transforms).apply(graph, TransformContexts.of("x", "y"));
    }

    private static List<String> ops(Graph graph) {
        return graph.all().stream().map(Node::op).sorted().distinct().toList();
    }

    private static Tensor value(Graph graph, String name) throws ProblemException {
        return Tensor.of(
                Objects.requireNonNull(Objects.requireNonNull(graph.named(name)).attr("value"))
                        .getTensor());
    }

    @Test
    void weightsBecomeCodesAndTheirRange() throws Exception {
        Graph quantized = run(scaled("-1", "0", "0.5", "2"), "quantize_weights(minimum_size=4)");

        assertThat(ops(quantized)).containsExactly("Const", "Dequantize", "Mul", "Placeholder");
        assertThat(value(quantized, "w_quantized_min").getDouble(0)).isEqualTo(-1);
        assertThat(value(quantized, "w_quantized_max").getDouble(0)).isEqualTo(2);
        Tensor codes = value(quantized, "w_quantized_const");
        assertThat(List.of(codes.getLong(0), codes.getLong(3))).containsExactly(0L, 255L);
    }

    @Test
    void fewWeightsStayFloat() throws Exception {
        Graph graph = scaled("-1", "0", "0.5", "2");

        assertThat(run(graph, "quantize_weights").all()).isEqualTo(graph.all());
    }

    @Test
    void weightsOfWhichNoFloatHoldsTheRangeStayFloat() throws Exception {
        Graph graph = scaled("-3e38", "0", "0.5", "3e38");

        assertThat(ops(run(graph, "quantize_weights(minimum_size=4)"))).containsExactly("Const", "Mul", "Placeholder");
    }

    @Test
    void roundedWeightsHaveFewValuesAndTheirDtype() throws Exception {
        String[] many = new String[64];
        Arrays.setAll(many, i -> Double.toString(Math.sin(i)));

        Tensor rounded = value(run(scaled(many), "round_weights(num_steps=8)"), "w");

        Set<Double> values = new HashSet<>();
        for (int i = 0; i < 64; i++) {
            values.add(rounded.getDouble(i));
            assertThat(rounded.getDouble(i)).isCloseTo(Math.sin(i), offset(0.2));
        }
        assertThat(values).hasSizeBetween(2, 9);
    }

    @Test
    void aLayerComputesWithEightBits() throws Exception {
        Graph graph = Graphs.of("x = Placeholder()", "y = Relu(x)");

        assertThat(ops(run(graph, "quantize_nodes")))
                .containsExactly(
                        "Const", "Dequantize", "Max", "Min", "Placeholder", "QuantizeV2", "QuantizedRelu", "Reshape");
    }

    @Test
    void whatIsComputedOfAnInfinityStaysFloatUntilAnOpBoundsIt() throws Exception {
        assertThat(ops(run(activated("2"), "quantize_nodes"))).contains("QuantizedAdd", "QuantizedRelu");
        assertThat(ops(run(activated("inf"), "quantize_nodes"))).doesNotContain("QuantizedAdd", "QuantizedRelu");
    }
}
