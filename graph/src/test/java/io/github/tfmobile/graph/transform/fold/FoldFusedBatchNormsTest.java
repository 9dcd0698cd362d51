package io.github.tfmobile.graph.transform.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.runtime.TensorFlowRuntime;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import io.github.tfmobile.graph.testing.TensorValue;
import io.github.tfmobile.graph.transform.TransformContext;
import io.github.tfmobile.graph.transform.TransformContexts;
import io.github.tfmobile.graph.transform.TransformPipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.VersionDef;

@Tag("corpus")
@Tag("runtime")
class FoldFusedBatchNormsTest {

    private final Random random = new Random(7);
    private final List<NodeDef> nodes = new ArrayList<>();

    private Tensor floats(double low, double high, long... dims) {
        Tensor.Builder builder = Tensor.builder(DataType.DT_FLOAT, dims);
        for (int i = 0; i < builder.elements(); i++) {
            builder.setDouble(i, low + (high - low) * random.nextDouble());
        }
        return builder.build();
    }

    private String constant(String name, Tensor value) {
        nodes.add(Constants.node(name, value.toProto()).message());
        return name;
    }

    private static AttrValue ints(long... values) {
        AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
        for (long value : values) {
            list.addI(value);
        }
        return AttrValue.newBuilder().setList(list).build();
    }

    private NodeDef.Builder node(String name, String op, String... inputs) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp(op)
                .addAllInput(List.of(inputs))
                .putAttr("T", Attrs.type(DataType.DT_FLOAT));
    }

    private void placeholder(long... dims) {
        nodes.add(NodeDef.newBuilder()
                .setName("in")
                .setOp("Placeholder")
                .putAttr("dtype", Attrs.type(DataType.DT_FLOAT))
                .putAttr("shape", Attrs.shape(Tensor.shapeProto(dims)))
                .build());
    }

    private void conv(String name, String op, String input, String padding, long... filter) {
        constant(name + "_w", floats(-1, 1, filter));
        boolean three = op.equals("Conv3D");
        nodes.add(node(name, op, input, name + "_w")
                .putAttr("strides", three ? ints(1, 1, 1, 1, 1) : ints(1, 1, 1, 1))
                .putAttr("padding", Attrs.string(padding))
                .build());
    }

    private void norm(String name, String op, String input, int channels, boolean zeroOffset) {
        boolean global = op.equals("BatchNormWithGlobalNormalization");
        String gamma = constant(name + "_gamma", floats(0.5, 2, channels));
        String beta = constant(name + "_beta", zeroOffset ? floats(0, 0, channels) : floats(-1, 1, channels));
        String mean = constant(name + "_mean", zeroOffset ? floats(0, 0, channels) : floats(-1, 1, channels));
        String variance = constant(name + "_var", floats(0.5, 2, channels));
        NodeDef.Builder norm = global
                ? node(name, op, input, mean, variance, beta, gamma)
                        .putAttr(
                                "variance_epsilon",
                                AttrValue.newBuilder().setF(0.01f).build())
                        .putAttr("scale_after_normalization", Attrs.bool(true))
                : node(name, op, input, gamma, beta, mean, variance)
                        .putAttr("epsilon", AttrValue.newBuilder().setF(0.01f).build())
                        .putAttr("is_training", Attrs.bool(false));
        if (op.endsWith("V2") || op.endsWith("V3")) {
            norm.putAttr("U", Attrs.type(DataType.DT_FLOAT));
        }
        nodes.add(norm.build());
    }

    private Graph folded(Graph graph, String... outputs) throws ProblemException {
        TransformContext context = TransformContexts.of("in", String.join(",", outputs));
        return TransformPipeline.parse("fold_fused_batch_norms").apply(graph, context);
    }

    private Graph graph() {
        return new Graph(nodes, FunctionDefLibrary.getDefaultInstance(), VersionDef.getDefaultInstance());
    }

    private static long norms(Graph graph) {
        return graph.nodes().stream()
                .filter(node -> node.getOp().contains("BatchNorm"))
                .count();
    }

    private void assertFolds(int left, long... input) throws ProblemException {
        Graph before = graph();
        Graph after = folded(before, "out");
        assertThat(norms(after)).isEqualTo(left);
        Map<NodeInput, TensorProto> feeds =
                Map.of(new NodeInput("in", 0), floats(-1, 1, input).toProto());
        List<NodeInput> fetches = List.of(new NodeInput("out", 0));
        TensorFlowRuntime runtime = TensorFlowRuntime.load();
        assertThat(TensorValue.of(runtime.run(after, feeds, fetches).get(0))
                        .difference(
                                TensorValue.of(
                                        runtime.run(before, feeds, fetches).get(0)),
                                1e-4,
                                1e-5))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3", "BatchNormWithGlobalNormalization"})
    void foldsEveryVersionIntoTheConvolutionBefore(String op) throws ProblemException {
        placeholder(1, 6, 6, 3);
        conv("conv", "Conv2D", "in", "SAME", 3, 3, 3, 4);
        norm("out", op, "conv", 4, false);
        assertFolds(0, 1, 6, 6, 3);
    }

    @Test
    void foldsIntoADepthwiseConvolution() throws ProblemException {
        placeholder(1, 6, 6, 3);
        conv("conv", "DepthwiseConv2dNative", "in", "SAME", 3, 3, 3, 2);
        norm("out", "FusedBatchNormV3", "conv", 6, false);
        assertFolds(0, 1, 6, 6, 3);
    }

    @Test
    void foldsIntoAThreeDimensionalConvolution() throws ProblemException {
        placeholder(1, 4, 4, 4, 2);
        conv("conv", "Conv3D", "in", "SAME", 2, 2, 2, 2, 3);
        norm("out", "FusedBatchNormV3", "conv", 3, false);
        nodes.set(
                nodes.size() - 1,
                nodes.get(nodes.size() - 1).toBuilder()
                        .putAttr("data_format", Attrs.string("NDHWC"))
                        .build());
        assertFolds(0, 1, 4, 4, 4, 2);
    }

    @Test
    void foldsAcrossABiasAndThroughTwoInARow() throws ProblemException {
        placeholder(1, 6, 6, 3);
        conv("conv", "Conv2D", "in", "VALID", 3, 3, 3, 4);
        constant("b", floats(-1, 1, 4));
        nodes.add(node("bias", "BiasAdd", "conv", "b").build());
        norm("first", "FusedBatchNormV3", "bias", 4, false);
        norm("out", "FusedBatchNorm", "first", 4, false);
        assertFolds(0, 1, 6, 6, 3);
    }

    @Test
    void foldsAcrossPaddingWhereAllOffsetsAreZero() throws ProblemException {
        placeholder(1, 6, 6, 3);
        conv("conv", "Conv2D", "in", "VALID", 3, 3, 3, 4);
        constant("paddings", Tensor.ofInts(0, 0, 1, 1, 1, 1, 0, 0).reshaped(4, 2));
        nodes.add(node("pad", "Pad", "conv", "paddings")
                .putAttr("Tpaddings", Attrs.type(DataType.DT_INT32))
                .build());
        norm("out", "FusedBatchNormV3", "pad", 4, true);
        assertFolds(0, 1, 6, 6, 3);
    }

    @Test
    void leavesPaddingThatAnOffsetWouldFill() throws ProblemException {
        placeholder(1, 6, 6, 3);
        conv("conv", "Conv2D", "in", "VALID", 3, 3, 3, 4);
        constant("paddings", Tensor.ofInts(0, 0, 1, 1, 1, 1, 0, 0).reshaped(4, 2));
        nodes.add(node("pad", "Pad", "conv", "paddings")
                .putAttr("Tpaddings", Attrs.type(DataType.DT_INT32))
                .build());
        norm("out", "FusedBatchNormV3", "pad", 4, false);
        assertFolds(1, 1, 6, 6, 3);
    }

    @Test
    void foldsIntoAProductOfMatricesBeforeAReshape() throws ProblemException {
        placeholder(2, 5);
        constant("w", floats(-1, 1, 4, 5));
        nodes.add(node("product", "MatMul", "in", "w")
                .putAttr("transpose_b", Attrs.bool(true))
                .build());
        constant("shape", Tensor.ofInts(-1, 1, 1, 4));
        nodes.add(node("reshape", "Reshape", "product", "shape")
                .putAttr("Tshape", Attrs.type(DataType.DT_INT32))
                .build());
        norm("out", "FusedBatchNormV3", "reshape", 4, false);
        assertFolds(0, 2, 5);
    }

    @Test
    void foldsIntoTheConvolutionBehindThatDoesNotPad() throws ProblemException {
        placeholder(1, 6, 6, 3);
        norm("norm", "FusedBatchNormV3", "in", 3, false);
        conv("out", "Conv2D", "norm", "VALID", 3, 3, 3, 4);
        assertFolds(0, 1, 6, 6, 3);
    }

    @Test
    void leavesTheConvolutionBehindThatPads() throws ProblemException {
        placeholder(1, 6, 6, 3);
        norm("norm", "FusedBatchNormV3", "in", 3, false);
        conv("out", "Conv2D", "norm", "SAME", 3, 3, 3, 4);
        assertFolds(1, 1, 6, 6, 3);
    }

    @Test
    void foldsIntoAPaddingConvolutionBehindWhereAllOffsetsAreZero() throws ProblemException {
        placeholder(1, 6, 6, 3);
        norm("norm", "FusedBatchNormV3", "in", 3, true);
        conv("out", "DepthwiseConv2dNative", "norm", "SAME", 3, 3, 3, 2);
        assertFolds(0, 1, 6, 6, 3);
    }

    @Test
    void leavesAConvolutionThatSomebodyElseReads() throws ProblemException {
        placeholder(1, 6, 6, 3);
        conv("conv", "Conv2D", "in", "SAME", 3, 3, 3, 4);
        norm("norm", "FusedBatchNormV3", "conv", 4, false);
        nodes.add(node("out", "AddV2", "norm", "conv").build());
        assertFolds(1, 1, 6, 6, 3);
    }

    @Test
    void copiesWeightsThatSomebodyElseReads() throws ProblemException {
        placeholder(1, 6, 6, 3);
        conv("conv", "Conv2D", "in", "SAME", 3, 3, 3, 4);
        norm("norm", "FusedBatchNormV3", "conv", 4, false);
        nodes.add(node("plain", "Conv2D", "in", "conv_w")
                .putAttr("strides", ints(1, 1, 1, 1))
                .putAttr("padding", Attrs.string("SAME"))
                .build());
        nodes.add(node("out", "AddV2", "norm", "plain").build());
        assertFolds(0, 1, 6, 6, 3);
    }

    @Test
    void leavesABatchNormInTraining() throws ProblemException {
        placeholder(1, 6, 6, 3);
        conv("conv", "Conv2D", "in", "SAME", 3, 3, 3, 4);
        norm("out", "FusedBatchNorm", "conv", 4, false);
        nodes.set(
                nodes.size() - 1,
                nodes.get(nodes.size() - 1).toBuilder()
                        .putAttr("is_training", Attrs.bool(true))
                        .build());
        assertThat(norms(folded(graph(), "out"))).isEqualTo(1);
    }

    @Test
    void keepsTheLayoutOfChannelsFirst() throws ProblemException {
        placeholder(1, 3, 6, 6);
        conv("conv", "Conv2D", "in", "SAME", 3, 3, 3, 4);
        norm("out", "FusedBatchNormV3", "conv", 4, false);
        for (String name : List.of("conv", "out")) {
            for (int i = 0; i < nodes.size(); i++) {
                if (nodes.get(i).getName().equals(name)) {
                    nodes.set(
                            i,
                            nodes.get(i).toBuilder()
                                    .putAttr("data_format", Attrs.string("NCHW"))
                                    .build());
                }
            }
        }
        Graph after = folded(graph(), "out");
        assertThat(after.find("out").getOp()).isEqualTo("BiasAdd");
        assertThat(after.find("out").getAttrOrThrow("data_format")).isEqualTo(Attrs.string("NCHW"));
        assertThat(norms(after)).isZero();
    }

    @Test
    void foldsAllOfInception() throws ProblemException {
        CorpusCase inception = Corpus.find("tf1/inception_v3_train");
        Graph optimized = inception.graph("optimized.pb");
        TransformContext context = TransformContexts.of("Mul", "softmax");
        assertThat(norms(optimized)).isEqualTo(94);
        assertThat(norms(TransformPipeline.parse("fold_fused_batch_norms").apply(optimized, context)))
                .isZero();
    }
}
