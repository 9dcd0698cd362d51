package io.github.tfmobile.graph.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.summary.LikelyNames.Candidate;
import io.github.tfmobile.graph.testing.TestOps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class LikelyNamesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "inception_v3_train; Mul=float[1,299,299,3]; softmax",
                "mobilenet_v1_train; Mul=float[1,64,64,3]; softmax",
                "old_batch_norm; Mul=float[1,32,32,3]; softmax",
                "mlp_ref_vars; x=float[?,12]; softmax",
                "mlp_resource_vars; x=float[?,12]; softmax",
                "lstm_v1; sequence=float[2,5,4]; outputs prediction",
                "control_flow_v2; x=float[2,4] n=int32[]; output",
                "hash_table; words=string[?]; vectors",
                "partitioned_ref; ids=int32[?,3] pos=int64[?]; scores",
                "cond_v1; x=float[2,4] flag=bool[]; output"
            })
    void findsTheInferencePartOfATrainingGraph(String model, String inputs, String outputs) throws IOException {
        LikelyNames likely = LikelyNames.of(corpus(model, "graph.pb"), TestOps.get());

        assertThat(likely.inputs().stream().map(Candidate::spec)).containsExactly(inputs.split(" "));
        assertThat(likely.outputs().stream().map(Candidate::name)).containsExactly(outputs.split(" "));
    }

    @Test
    void saysWhyItProposesANode() throws IOException {
        LikelyNames likely = LikelyNames.of(corpus("inception_v3_train", "graph.pb"), TestOps.get());

        assertThat(likely.inputs().get(0).reason())
                .isEqualTo("the last node before the weights; feeding it cuts off QueueDequeueV2, DecodeJpeg");
        assertThat(likely.outputs().get(0).reason())
                .isEqualTo("depends on the inputs and the weights and nothing reads it");
    }

    @Test
    void proposesConstantsForWhatOnlyTrainingFeeds() {
        GraphDef graph = GraphDef.newBuilder()
                .addNode(placeholder("x", DataType.DT_FLOAT))
                .addNode(placeholder("keep_prob", DataType.DT_FLOAT))
                .addNode(placeholder("is_training", DataType.DT_BOOL))
                .addNode(node("w", "VariableV2"))
                .addNode(node("mm", "MatMul", "x", "w"))
                .addNode(node("drop", "Mul", "mm", "keep_prob"))
                .addNode(node("switch", "Switch", "drop", "is_training"))
                .addNode(node("out", "Merge", "switch", "switch:1"))
                .addNode(node("y", "Relu", "out"))
                .build();

        LikelyNames likely = LikelyNames.of(Graph.of(graph), TestOps.get());

        assertThat(likely.feeds().stream().map(feed -> feed.name() + "=" + feed.value()))
                .containsExactly("keep_prob=1.0", "is_training=false");
        assertThat(likely.inputs().stream().map(Candidate::name)).containsExactly("x");
        assertThat(likely.outputs().stream().map(Candidate::name)).containsExactly("y");
    }

    static Graph corpus(String model, String file) throws IOException {
        return Graph.of(GraphDef.parseFrom(Files.readAllBytes(Path.of("../testing/corpus/tf1", model, file))));
    }

    private static NodeDef placeholder(String name, DataType dtype) {
        return node(name, "Placeholder").toBuilder()
                .putAttr("dtype", AttrValue.newBuilder().setType(dtype).build())
                .build();
    }

    private static NodeDef node(String name, String op, String... inputs) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp(op)
                .addAllInput(java.util.List.of(inputs))
                .build();
    }
}
