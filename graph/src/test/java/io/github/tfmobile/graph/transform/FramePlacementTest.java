package io.github.tfmobile.graph.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.io.GraphReader;
import io.github.tfmobile.graph.runtime.TensorFlowRuntime;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.graph.testing.TensorValue;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * Transforms what is inside of loops of v1 control flow, one within the other: convolutions with constants for weights
 * and everything that is folded or fused into them. TensorFlow 2.21 wrote the graph.
 */
@Tag("runtime")
class FramePlacementTest {

    private static Graph loop() throws ProblemException, IOException, URISyntaxException {
        URL file = Objects.requireNonNull(FramePlacementTest.class.getResource("/loop/loop.pb"));
        return GraphReader.read(Path.of(file.toURI()));
    }

    private static TensorProto image() {
        Random random = new Random(7);
        Tensor.Builder value = Tensor.builder(DataType.DT_FLOAT, 1, 4, 4, 3);
        for (int i = 0; i < value.elements(); i++) {
            value.setDouble(i, random.nextGaussian());
        }
        return value.build().toProto();
    }

    private static TensorValue run(Graph graph) throws ProblemException {
        return TensorValue.of(TensorFlowRuntime.load()
                .run(graph, Map.of(NodeInput.parse("in"), image()), List.of(NodeInput.parse("out")))
                .get(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fold_batch_norms",
                "fold_old_batch_norms",
                "fold_fused_batch_norms",
                "fold_constants",
                "fuse_pad_and_conv",
                "fuse_resize_and_conv",
                "fuse_resize_pad_and_conv",
                "flatten_atrous_conv",
                "merge_duplicate_nodes",
                "round_weights(num_steps=100000)",
                "remove_nodes(op=Identity)",
                "strip_unused_nodes fold_constants(ignore_errors=true) fold_batch_norms fold_old_batch_norms"
                        + " fold_fused_batch_norms fuse_pad_and_conv fuse_resize_and_conv flatten_atrous_conv"
            })
    void computesTheSame(String transforms) throws ProblemException, IOException, URISyntaxException {
        Graph graph = loop();

        Graph result = TransformPipeline.parse(transforms).apply(graph, TransformContexts.of("in", "out"));

        assertThat(run(result).difference(run(graph), 1e-4, 1e-4)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"quantize_weights(minimum_size=1)", "quantize_weights(minimum_size=1) quantize_nodes"})
    void runsInEightBits(String transforms) throws ProblemException, IOException, URISyntaxException {
        Graph result = TransformPipeline.parse(transforms).apply(loop(), TransformContexts.of("in", "out"));

        assertThat(result.nodes().stream().map(NodeDef::getOp)).contains("Dequantize");
        assertThat(run(result).difference(run(loop()), 0.1, 0.1)).isEmpty();
    }
}
