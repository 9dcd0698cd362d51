package io.github.tfmobile.graph.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.TextFormat;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.evaluate.JavaEvaluator;
import io.github.tfmobile.graph.runtime.TensorFlowRuntime;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.graph.testing.TensorValue;
import io.github.tfmobile.graph.testing.TestOps;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.TensorProto;

/** Transforms with {@code functions=true}: bodies change, signatures and results do not. */
@Tag("runtime")
class FunctionBodiesTest {

    private static final String T = "attr { key: 'T' value { type: DT_FLOAT } }";

    /** Image to image: two Consts added, a convolution with a batch norm behind it, an Identity, an Assert. */
    private static Graph graph() {
        String floats = vector("DT_FLOAT", "float_val");
        String text = """
                node { name: 'in' op: 'Placeholder'
                       attr { key: 'dtype' value { type: DT_FLOAT } }
                       attr { key: 'shape' value { shape { dim { size: 1 } dim { size: 4 } dim { size: 4 } dim { size: 2 } } } } }
                node { name: 'call' op: 'StatefulPartitionedCall' input: 'in'
                       attr { key: 'Tin' value { list { type: DT_FLOAT } } }
                       attr { key: 'Tout' value { list { type: DT_FLOAT } } }
                       attr { key: 'f' value { func { name: 'block' } } } }
                node { name: 'out' op: 'Identity' input: 'call' T }
                library { function {
                  signature { name: 'block'
                    input_arg { name: 'image' type: DT_FLOAT }
                    output_arg { name: 'result' type: DT_FLOAT }
                    is_stateful: true control_output: 'checked' }
                  node_def { name: 'weights' op: 'Const' FLOAT14 }
                  node_def { name: 'conv' op: 'Conv2D' input: 'image' input: 'weights:output:0' T
                    attr { key: 'strides' value { list { i: 1 i: 1 i: 1 i: 1 } } }
                    attr { key: 'padding' value { s: 'SAME' } } }
                  node_def { name: 'a' op: 'Const' FLOAT2 }
                  node_def { name: 'b' op: 'Const' FLOAT2 }
                  node_def { name: 'scale' op: 'AddV2' input: 'a:output:0' input: 'b:output:0' T }
                  node_def { name: 'norm' op: 'FusedBatchNormV3' input: 'conv:output:0' input: 'scale:z:0' input: 'a:output:0'
                    input: 'a:output:0' input: 'b:output:0' T
                    attr { key: 'U' value { type: DT_FLOAT } } attr { key: 'is_training' value { b: false } } }
                  node_def { name: 'same' op: 'Identity' input: 'norm:y:0' T }
                  node_def { name: 'relu' op: 'Relu' input: 'same:output:0' T }
                  node_def { name: 'true' op: 'Const'
                    attr { key: 'dtype' value { type: DT_BOOL } }
                    attr { key: 'value' value { tensor { dtype: DT_BOOL tensor_shape { } bool_val: true } } } }
                  node_def { name: 'assert' op: 'Assert' input: 'true:output:0' input: 'relu:activations:0'
                    attr { key: 'T' value { list { type: DT_FLOAT } } } }
                  ret { key: 'result' value: 'relu:activations:0' }
                  control_ret { key: 'checked' value: 'assert' } } }
                versions { producer: 27 }
                """.replace("FLOAT14", vector("DT_FLOAT", "float_val", 3, 3, 2, 2))
                .replace("FLOAT2", floats)
                .replace(" T\n", " " + T + "\n")
                .replace(" T }", " " + T + " }");
        GraphDef.Builder graph = GraphDef.newBuilder();
        try {
            TextFormat.merge(text, graph);
        } catch (TextFormat.ParseException e) {
            throw new IllegalArgumentException(text, e);
        }
        return Graph.of(graph.build());
    }

    private static String vector(String dtype, String field, int... dims) {
        int[] shape = dims.length == 0 ? new int[] {2} : dims;
        StringBuilder text = new StringBuilder("attr { key: 'dtype' value { type: " + dtype
                + " } } attr { key: 'value' value" + " { tensor { dtype: " + dtype + " tensor_shape {");
        int count = 1;
        for (int dim : shape) {
            text.append(" dim { size: ").append(dim).append(" }");
            count *= dim;
        }
        text.append(" }");
        for (int i = 0; i < count; i++) {
            text.append(' ').append(field).append(": ").append(0.5 + i);
        }
        return text + " } } }";
    }

    private final List<String> notes = new ArrayList<>();

    private Graph run(String transforms, Graph graph) throws ProblemException {
        TransformContext context = TransformContexts.of("in", "out");
        return TransformPipeline.parse(transforms)
                .apply(
                        graph,
                        TransformContext.of(
                                context.inputs(),
                                context.outputs(),
                                TestOps.get(),
                                new JavaEvaluator(),
                                Path.of(""),
                                warning -> {},
                                notes::add));
    }

    private static List<String> body(Graph graph) {
        return graph.library().getFunction(0).getNodeDefList().stream()
                .map(node -> node.getName() + "=" + node.getOp())
                .toList();
    }

    private static TensorProto result(Graph graph) throws ProblemException {
        Tensor.Builder value = Tensor.builder(DataType.DT_FLOAT, 1, 4, 4, 2);
        for (int i = 0; i < value.elements(); i++) {
            value.setDouble(i, i % 7 - 3);
        }
        return TensorFlowRuntime.load()
                .run(graph, Map.of(NodeInput.parse("in"), value.build().toProto()), List.of(NodeInput.parse("out")))
                .get(0);
    }

    private static void assertSameResult(Graph graph) throws ProblemException {
        assertThat(TensorValue.of(result(graph)).difference(TensorValue.of(result(graph())), 1e-5, 1e-5))
                .isEmpty();
    }

    @Test
    void leavesFunctionsAloneUnlessAsked() throws ProblemException {
        Graph result = run("fold_constants fold_fused_batch_norms remove_nodes(op=Identity)", graph());

        assertThat(result.library()).isEqualTo(graph().library());
    }

    @Test
    void foldsConstantsOfABody() throws ProblemException {
        Graph result = run("fold_constants(functions=true)", graph());

        assertThat(body(result))
                .containsExactly(
                        "scale/_0__cf__0=Const",
                        "weights=Const",
                        "conv=Conv2D",
                        "a=Const",
                        "b=Const",
                        "norm=FusedBatchNormV3",
                        "same=Identity",
                        "relu=Relu",
                        "true=Const",
                        "assert=Assert");
        assertSameResult(result);
    }

    @Test
    void foldsBatchNormsOfABody() throws ProblemException {
        Graph result = run("fold_constants(functions=true) fold_fused_batch_norms(functions=true)", graph());

        assertThat(body(result))
                .containsExactlyInAnyOrder(
                        "weights=Const",
                        "conv=Conv2D",
                        "conv_bn_offset=Const",
                        "norm=BiasAdd",
                        "same=Identity",
                        "relu=Relu",
                        "true=Const",
                        "assert=Assert");
        FunctionDef function = result.library().getFunction(0);
        assertThat(function.getSignature())
                .isEqualTo(graph().library().getFunction(0).getSignature());
        assertThat(function.getControlRetMap()).containsExactly(Map.entry("checked", "assert"));
        assertSameResult(result);
    }

    @Test
    void removesAndMergesNodesOfABody() throws ProblemException {
        Graph result = run("remove_nodes(op=Identity, functions=true) merge_duplicate_nodes(functions=true)", graph());

        assertThat(body(result))
                .containsExactlyInAnyOrder(
                        "weights=Const",
                        "conv=Conv2D",
                        "a=Const",
                        "scale=AddV2",
                        "norm=FusedBatchNormV3",
                        "relu=Relu",
                        "true=Const",
                        "assert=Assert");
        assertSameResult(result);
    }

    @Test
    void quantizesAndRoundsWeightsOfABody() throws ProblemException {
        Graph quantized = run("quantize_weights(minimum_size=4, functions=true)", graph());
        Graph rounded = run("round_weights(num_steps=1, functions=true)", graph());

        assertThat(body(quantized)).contains("weights=Dequantize", "weights_quantized_const=Const");
        assertThat(TensorValue.of(result(quantized)).difference(TensorValue.of(result(graph())), 0.05, 1))
                .isEmpty();
        assertThat(rounded.library()).isNotEqualTo(graph().library());
        assertThat(body(rounded)).isEqualTo(body(graph()));
        assertThat(TensorValue.of(result(rounded)).shape())
                .isEqualTo(TensorValue.of(result(graph())).shape());
    }

    @Test
    void leavesAFunctionWhoseAttrsItsCallersGive() throws ProblemException {
        Graph graph = graph();
        FunctionDef.Builder function = graph.library().getFunction(0).toBuilder();
        function.getSignatureBuilder().getInputArgBuilder(0).clearType().setTypeAttr("T");
        Graph changed = graph.withLibrary(
                graph.library().toBuilder().setFunction(0, function).build());

        Graph result = run("fold_constants(functions=true)", changed);

        assertThat(result.library()).isEqualTo(changed.library());
        assertThat(notes)
                .containsExactly("fold_constants: function block left, function \"block\": the caller gives no"
                        + " value for attr \"T\"\n  The file is damaged or was written by a newer TensorFlow; save the model"
                        + " again.");
    }

    /** Drops what nobody told it to. */
    private static final class DropConvolution implements Transform {
        @Override
        public String name() {
            return "drop_convolution";
        }

        @Override
        public boolean appliesToFunctions() {
            return true;
        }

        @Override
        public Graph apply(Graph graph, TransformContext context) {
            return graph.withNodes(graph.nodes().stream()
                    .filter(node -> !node.getName().equals("conv"))
                    .toList());
        }
    }

    @Test
    void namesTheTransformThatBreaksAFunction() {
        assertThatThrownBy(() -> FunctionBodies.apply(
                        graph(),
                        new DropConvolution(),
                        TransformContexts.of("in", "out").forStep("drop_convolution", Map.of())))
                .isInstanceOf(ProblemException.class)
                .hasMessage("""
                        transform drop_convolution breaks the function "block"
                          leave functions=true out
                        node "norm" reads from a node that the graph does not have: "conv\"""");
    }
}
