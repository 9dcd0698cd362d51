package io.github.tfmobile.graph.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.summary.LikelyNames.Candidate;
import io.github.tfmobile.graph.testing.TestOps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

@Tag("corpus")
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
                "hash_table; words=string[?]; vectors ids",
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
        assertThat(likely.outputs().get(0).reason()).isEqualTo("depends on the weights and nothing reads it");
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

    /** tf.Assert in a graph of TensorFlow 1 is a cond over its own condition, for control edges alone. */
    @Test
    void whatOnlyGuardsIsNoOutputAndNoShapeIs() {
        GraphDef graph = GraphDef.newBuilder()
                .addNode(placeholder("x", DataType.DT_FLOAT))
                .addNode(node("Assert/All", "All", "x"))
                .addNode(node("Assert/AssertGuard/Switch", "Switch", "Assert/All", "Assert/All"))
                .addNode(node("Assert/AssertGuard/switch_t", "Identity", "Assert/AssertGuard/Switch:1"))
                .addNode(node("Assert/AssertGuard/switch_f", "Identity", "Assert/AssertGuard/Switch"))
                .addNode(node("Assert/AssertGuard/Assert", "Assert", "Assert/AssertGuard/switch_f"))
                .addNode(node(
                        "Assert/AssertGuard/Identity",
                        "Identity",
                        "Assert/AssertGuard/switch_f",
                        "^Assert/AssertGuard/Assert"))
                .addNode(node(
                        "Assert/AssertGuard/Merge",
                        "Merge",
                        "Assert/AssertGuard/Identity",
                        "Assert/AssertGuard/switch_t"))
                .addNode(node("shape", "Shape", "x"))
                .addNode(node("w", "Const"))
                .addNode(node("mm", "MatMul", "x", "w"))
                .addNode(node("cond/Switch", "Switch", "mm", "Assert/All"))
                .addNode(node("cond/Relu", "Relu", "cond/Switch:1"))
                .addNode(node("cond/Merge", "Merge", "cond/Switch", "cond/Relu"))
                .build();

        LikelyNames likely = LikelyNames.of(Graph.of(graph), TestOps.get());

        assertThat(likely.outputs().stream().map(Candidate::name)).containsExactly("cond/Merge");
    }

    @Test
    void manySourcesAreFoundAsFewAre() {
        int count = 20_000;
        GraphDef.Builder graph = GraphDef.newBuilder();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            graph.addNode(placeholder("file_" + i, DataType.DT_STRING));
            graph.addNode(node("picture_" + i, "DecodeJpeg", "file_" + i));
            graph.addNode(node("cast_" + i, "Cast", "picture_" + i).toBuilder()
                    .putAttr(
                            "SrcT",
                            AttrValue.newBuilder().setType(DataType.DT_UINT8).build())
                    .putAttr(
                            "DstT",
                            AttrValue.newBuilder().setType(DataType.DT_FLOAT).build()));
            values.add("cast_" + i);
        }
        NodeDef sum = node("sum", "AddN", values.toArray(String[]::new)).toBuilder()
                .putAttr("N", AttrValue.newBuilder().setI(count).build())
                .putAttr("T", AttrValue.newBuilder().setType(DataType.DT_FLOAT).build())
                .build();

        LikelyNames likely = LikelyNames.of(Graph.of(graph.addNode(sum).build()), TestOps.get());

        assertThat(likely.inputs()).hasSize(count);
        assertThat(likely.inputs().get(0).spec()).isEqualTo("picture_0=uint8[?,?,?]");
        assertThat(likely.outputs().stream().map(Candidate::name)).containsExactly("sum");
    }

    @Test
    void takesOnlyScalarsForSwitchesOfTraining() {
        GraphDef graph = GraphDef.newBuilder()
                .addNode(placeholder("net/dropout", DataType.DT_FLOAT))
                .addNode(placeholder("net/keepProb", DataType.DT_FLOAT))
                .addNode(placeholder("dropout/x", DataType.DT_FLOAT))
                .addNode(placeholder("dropout/rate", DataType.DT_FLOAT))
                .addNode(placeholder("constrain", DataType.DT_BOOL))
                .addNode(node("out", "AddN", "net/dropout", "net/keepProb", "dropout/x", "dropout/rate", "constrain"))
                .build();

        LikelyNames likely = LikelyNames.of(Graph.of(graph), TestOps.get());

        assertThat(likely.feeds().stream().map(feed -> feed.name() + "=" + feed.value()))
                .containsExactly("net/dropout=0.0", "net/keepProb=1.0");
        assertThat(likely.inputs().stream().map(Candidate::name))
                .containsExactly("dropout/x", "dropout/rate", "constrain");
    }

    @Test
    void takesTheResultBeforeACrossEntropyThatIsWrittenByHand() {
        Graph graph = Graph.of(GraphDef.newBuilder()
                .addNode(placeholder("x", DataType.DT_FLOAT))
                .addNode(placeholder("label", DataType.DT_FLOAT))
                .addNode(node("w", "VariableV2"))
                .addNode(node("logits", "MatMul", "x", "w"))
                .addNode(node("xent/Relu", "Relu", "logits"))
                .addNode(node("xent/mul", "Mul", "logits", "label"))
                .addNode(node("xent/sub", "Sub", "xent/Relu", "xent/mul"))
                .addNode(node("xent/Abs", "Abs", "logits"))
                .addNode(node("xent/Neg", "Neg", "xent/Abs"))
                .addNode(node("xent/Exp", "Exp", "xent/Neg"))
                .addNode(node("xent/Log1p", "Log1p", "xent/Exp"))
                .addNode(node("xent", "AddV2", "xent/sub", "xent/Log1p"))
                .addNode(node("gradients/xent_grad/Shape", "Shape", "xent/sub"))
                .build());

        LikelyNames likely = LikelyNames.of(graph, TestOps.get());

        assertThat(likely.inputs().stream().map(Candidate::name)).containsExactly("x");
        assertThat(likely.outputs().stream().map(Candidate::name)).containsExactly("logits");
    }

    @Test
    void takesTheResultOfAnAutoencoderBeforeItsSquaredError() {
        Graph graph = Graph.of(GraphDef.newBuilder()
                .addNode(placeholder("x", DataType.DT_FLOAT))
                .addNode(node("w", "VariableV2"))
                .addNode(node("code", "MatMul", "x", "w"))
                .addNode(node("decoded", "Sigmoid", "code"))
                .addNode(node("sub", "Sub", "decoded", "x"))
                .addNode(node("square", "Square", "sub"))
                .addNode(node("loss", "Mean", "square", "axes"))
                .addNode(node("axes", "Const"))
                .addNode(node("gradients/loss_grad/Shape", "Shape", "square"))
                .build());

        LikelyNames likely = LikelyNames.of(graph, TestOps.get());

        assertThat(likely.outputs().stream().map(Candidate::name)).containsExactly("decoded");
    }

    @Test
    void whatComesBeforeProbabilitiesIsNoLabel() {
        Graph graph = Graph.of(GraphDef.newBuilder()
                .addNode(placeholder("x", DataType.DT_FLOAT))
                .addNode(placeholder("temperature", DataType.DT_FLOAT))
                .addNode(placeholder("label", DataType.DT_INT32))
                .addNode(node("w", "VariableV2"))
                .addNode(node("last", "MatMul", "x", "w"))
                .addNode(node("logits", "RealDiv", "last", "temperature"))
                .addNode(node("loss/probabilities", "Softmax", "logits"))
                .addNode(node("choice", "Multinomial", "logits", "one"))
                .addNode(node("one", "Const"))
                .addNode(node("loss/xent", "SparseSoftmaxCrossEntropyWithLogits", "logits", "label"))
                .addNode(node("gradients/loss/xent_grad/mul", "Mul", "loss/xent:1", "one"))
                .build());

        LikelyNames likely = LikelyNames.of(graph, TestOps.get());

        assertThat(likely.inputs().stream().map(Candidate::name)).containsExactly("x", "temperature");
        assertThat(likely.outputs().stream().map(Candidate::name))
                .contains("choice")
                .doesNotContain("last", "logits");
    }

    @Test
    void takesProbabilitiesThatNobodyReadsInTheScopeOfALoss() {
        Graph graph = Graph.of(GraphDef.newBuilder()
                .addNode(placeholder("x", DataType.DT_FLOAT))
                .addNode(placeholder("label", DataType.DT_FLOAT))
                .addNode(node("w", "VariableV2"))
                .addNode(node("loss/logits", "MatMul", "x", "w"))
                .addNode(node("loss/probabilities", "Softmax", "loss/logits"))
                .addNode(node("loss/log", "LogSoftmax", "loss/logits"))
                .addNode(node("loss/mul", "Mul", "loss/log", "label"))
                .addNode(node("loss/Sum", "Sum", "loss/mul", "axes"))
                .addNode(node("axes", "Const"))
                .addNode(node("gradients/loss/Sum_grad/Shape", "Shape", "loss/mul"))
                .build());

        LikelyNames likely = LikelyNames.of(graph, TestOps.get());

        assertThat(likely.outputs().stream().map(Candidate::name)).containsExactly("loss/probabilities");
    }

    @Test
    void takesTheLengthThatADecoderNeeds() {
        Graph graph = Graph.of(GraphDef.newBuilder()
                .addNode(placeholder("x", DataType.DT_FLOAT))
                .addNode(placeholder("length", DataType.DT_INT32))
                .addNode(placeholder("indices", DataType.DT_INT64))
                .addNode(placeholder("values", DataType.DT_INT32))
                .addNode(node("w", "VariableV2"))
                .addNode(node("logits", "MatMul", "x", "w"))
                .addNode(node("ctc", "CTCLoss", "logits", "indices", "values", "length"))
                .addNode(node("decoder", "CTCGreedyDecoder", "logits", "length"))
                .addNode(node("decoded", "SparseToDense", "decoder", "decoder:2", "decoder:1", "blank"))
                .addNode(node("blank", "Const"))
                .addNode(node("gradients/ctc_grad/mul", "Mul", "ctc:1", "ctc:1"))
                .build());

        LikelyNames likely = LikelyNames.of(graph, TestOps.get());

        assertThat(likely.inputs().stream().map(Candidate::name)).containsExactly("x", "length");
        assertThat(likely.outputs().stream().map(Candidate::name)).containsExactly("decoded");
    }

    @Test
    void takesResultsBeforeAMarginBetweenDistances() {
        Graph graph = Graph.of(GraphDef.newBuilder()
                .addNode(placeholder("x", DataType.DT_FLOAT))
                .addNode(placeholder("near", DataType.DT_FLOAT))
                .addNode(node("w", "VariableV2"))
                .addNode(node("a", "MatMul", "x", "w"))
                .addNode(node("b", "MatMul", "near", "w"))
                .addNode(node("difference", "Sub", "a", "b"))
                .addNode(node("square", "Square", "difference"))
                .addNode(node("distance", "Sum", "square", "axes"))
                .addNode(node("margin/y", "Const").toBuilder()
                        .putAttr(
                                "dtype",
                                AttrValue.newBuilder()
                                        .setType(DataType.DT_FLOAT)
                                        .build())
                        .putAttr(
                                "value",
                                AttrValue.newBuilder()
                                        .setTensor(TensorProto.newBuilder()
                                                .setDtype(DataType.DT_FLOAT)
                                                .setTensorShape(TensorShapeProto.getDefaultInstance())
                                                .addFloatVal(0.2f))
                                        .build()))
                .addNode(node("margin", "AddV2", "distance", "margin/y"))
                .addNode(node("hinge", "Maximum", "margin", "zero"))
                .addNode(node("Mean", "Mean", "hinge", "axes"))
                .addNode(node("axes", "Const"))
                .addNode(node("zero", "Const"))
                .addNode(node("gradients/Mean_grad/Shape", "Shape", "hinge"))
                .build());

        LikelyNames likely = LikelyNames.of(graph, TestOps.get());

        assertThat(likely.outputs().stream().map(Candidate::name)).containsExactly("a", "b");
    }

    @Test
    void takesTheResultBeforeItsEntropy() {
        Graph graph = Graph.of(GraphDef.newBuilder()
                .addNode(placeholder("x", DataType.DT_FLOAT))
                .addNode(node("w", "VariableV2"))
                .addNode(node("last", "MatMul", "x", "w"))
                .addNode(node("policy", "Softmax", "last"))
                .addNode(node("ones", "OnesLike", "policy"))
                .addNode(node("log", "Log", "policy"))
                .addNode(node("entropies", "Mul", "policy", "log"))
                .addNode(node("entropy", "Sum", "entropies", "axes"))
                .addNode(node("axes", "Const"))
                .addNode(node("Mean", "Mean", "entropy", "axes"))
                .addNode(node("gradients/Mean_grad/Shape", "Shape", "entropy"))
                .build());

        LikelyNames likely = LikelyNames.of(graph, TestOps.get());

        assertThat(likely.inputs().stream().map(Candidate::name)).containsExactly("x");
        assertThat(likely.outputs().stream().map(Candidate::name)).containsExactly("policy");
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
                .addAllInput(List.of(inputs))
                .build();
    }
}
