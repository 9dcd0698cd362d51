package io.github.tfmobile.graph.transform.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.evaluate.JavaEvaluator;
import io.github.tfmobile.graph.runtime.TensorFlowRuntime;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.graph.testing.TensorValue;
import io.github.tfmobile.graph.testing.TestOps;
import io.github.tfmobile.graph.transform.Recipe;
import io.github.tfmobile.graph.transform.TransformContexts;
import io.github.tfmobile.graph.transform.TransformPipeline;
import io.github.tfmobile.graph.verify.GraphRunner;
import io.github.tfmobile.graph.verify.JavaGraphRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.VersionDef;

/**
 * Batch norms before and behind every layer, in every layout and dtype, with and without something between. What runs in
 * NCHW has no kernels on a processor in TensorFlow; it is computed by the Java evaluator, which knows both layouts.
 */
@Tag("runtime")
class BatchNormCombinationsTest {

    private static final int CHANNELS = 4;

    private final Random random = new Random(3);
    private final List<NodeDef> nodes = new ArrayList<>();
    private DataType dtype = DataType.DT_FLOAT;
    private String layout = "NHWC";

    private String constant(String name, DataType of, double low, double high, long... dims) {
        Tensor.Builder value = Tensor.builder(of, dims);
        for (int i = 0; i < value.elements(); i++) {
            value.setDouble(i, low + (high - low) * random.nextDouble());
        }
        nodes.add(Constants.node(name, value.build().toProto()).message());
        return name;
    }

    private NodeDef.Builder node(String name, String op, String... inputs) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp(op)
                .addAllInput(List.of(inputs))
                .putAttr("T", Attrs.type(dtype));
    }

    private static AttrValue ints(long... values) {
        AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
        for (long value : values) {
            list.addI(value);
        }
        return AttrValue.newBuilder().setList(list).build();
    }

    private boolean first() {
        return layout.startsWith("NC");
    }

    private AttrValue spatial(long size) {
        return first() ? ints(1, 1, size, size) : ints(1, size, size, 1);
    }

    private void layer(String kind, String name, String input, String padding) {
        switch (kind) {
            case "Conv2D", "Dilated", "Strided", "Depthwise" -> {
                boolean depthwise = kind.equals("Depthwise");
                constant(
                        name + "_w",
                        dtype,
                        -1,
                        1,
                        depthwise ? new long[] {3, 3, 2, 2} : new long[] {3, 3, 2, CHANNELS});
                nodes.add(node(name, depthwise ? "DepthwiseConv2dNative" : "Conv2D", input, name + "_w")
                        .putAttr("strides", spatial(kind.equals("Strided") ? 2 : 1))
                        .putAttr("dilations", spatial(kind.equals("Dilated") ? 2 : 1))
                        .putAttr("padding", Attrs.string(padding))
                        .putAttr("data_format", Attrs.string(layout))
                        .build());
            }
            case "Conv3D" -> {
                constant(name + "_w", dtype, -1, 1, 2, 2, 2, 2, CHANNELS);
                nodes.add(node(name, kind, input, name + "_w")
                        .putAttr("strides", ints(1, 1, 1, 1, 1))
                        .putAttr("padding", Attrs.string(padding))
                        .build());
            }
            default -> {
                boolean transposed = kind.equals("MatMulTransposed");
                constant(name + "_w", dtype, -1, 1, transposed ? new long[] {CHANNELS, 2} : new long[] {2, CHANNELS});
                nodes.add(node(name, "MatMul", input, name + "_w")
                        .putAttr("transpose_b", Attrs.bool(transposed))
                        .build());
            }
        }
    }

    /** What is between a layer and its batch norm; gives the name to read. */
    private String between(String what, String input) {
        switch (what) {
            case "BiasAdd" ->
                nodes.add(node("bias", what, input, constant("b", dtype, -1, 1, CHANNELS))
                        .putAttr("data_format", Attrs.string(layout))
                        .build());
            case "AddV2" ->
                nodes.add(node("bias", what, input, constant("b", dtype, -1, 1, CHANNELS))
                        .build());
            case "Pad" -> nodes.add(pad("bias", input));
            case "BiasAddPad" -> nodes.add(pad("bias", between("BiasAdd2", input)));
            case "BiasAdd2" -> {
                nodes.add(node("inner", "BiasAdd", input, constant("b", dtype, 0, 0, CHANNELS))
                        .putAttr("data_format", Attrs.string(layout))
                        .build());
                return "inner";
            }
            default -> {
                return input;
            }
        }
        return "bias";
    }

    private NodeDef pad(String name, String input) {
        int[] paddings = first() ? new int[] {0, 0, 0, 0, 1, 1, 1, 1} : new int[] {0, 0, 1, 1, 1, 1, 0, 0};
        nodes.add(Constants.node(
                        name + "_by", Tensor.ofInts(paddings).reshaped(4, 2).toProto())
                .message());
        return node(name, "Pad", input, name + "_by").build();
    }

    private void norm(String op, String name, String input, int channels, boolean zeroOffset) {
        DataType parameters = op.equals("FusedBatchNorm") ? dtype : DataType.DT_FLOAT;
        double edge = zeroOffset ? 0 : 1;
        NodeDef.Builder norm = node(
                        name,
                        op,
                        input,
                        constant(name + "_gamma", parameters, 0.5, 2, channels),
                        constant(name + "_beta", parameters, -edge, edge, channels),
                        constant(name + "_mean", parameters, -edge, edge, channels),
                        constant(name + "_var", parameters, 0.5, 2, channels))
                .putAttr("epsilon", AttrValue.newBuilder().setF(0.01f).build())
                .putAttr("data_format", Attrs.string(layout))
                .putAttr("is_training", Attrs.bool(false));
        nodes.add((op.equals("FusedBatchNorm") ? norm : norm.putAttr("U", Attrs.type(DataType.DT_FLOAT))).build());
    }

    private long[] dims(String kind) {
        return switch (kind) {
            case "Conv3D" -> new long[] {1, 3, 3, 3, 2};
            case "MatMul", "MatMulTransposed" -> new long[] {3, 2};
            default -> first() ? new long[] {2, 2, 6, 6} : new long[] {2, 6, 6, 2};
        };
    }

    private void placeholder(String kind) {
        nodes.add(NodeDef.newBuilder()
                .setName("in")
                .setOp("Placeholder")
                .putAttr("dtype", Attrs.type(dtype))
                .putAttr("shape", Attrs.shape(Tensor.shapeProto(dims(kind))))
                .build());
    }

    private Graph assertSame(String transforms, String kind, boolean inJava) throws ProblemException {
        Graph before = new Graph(nodes, FunctionDefLibrary.getDefaultInstance(), VersionDef.getDefaultInstance());
        Graph after = TransformPipeline.parse(transforms).apply(before, TransformContexts.of("in", "out"));
        Tensor.Builder value = Tensor.builder(dtype, dims(kind));
        for (int i = 0; i < value.elements(); i++) {
            value.setDouble(i, random.nextGaussian());
        }
        Map<NodeInput, TensorProto> feeds =
                Map.of(new NodeInput("in", 0), value.build().toProto());
        List<NodeInput> fetches = List.of(new NodeInput("out", 0));
        GraphRunner runner =
                inJava ? new JavaGraphRunner(new JavaEvaluator(), TestOps.get()) : TensorFlowRuntime.load()::run;
        double tolerance = dtype == DataType.DT_FLOAT ? 1e-4 : dtype == DataType.DT_HALF ? 2e-2 : 1.5e-1;
        assertThat(TensorValue.of(runner.run(after, feeds, fetches).get(0))
                        .difference(
                                TensorValue.of(
                                        runner.run(before, feeds, fetches).get(0)),
                                tolerance,
                                tolerance))
                .isEmpty();
        return after;
    }

    private static long norms(Graph graph) {
        return graph.nodes().stream()
                .filter(node -> node.getOp().contains("BatchNorm"))
                .count();
    }

    static Stream<Arguments> before() {
        List<Arguments> all = new ArrayList<>();
        for (String kind : List.of("Conv2D", "Dilated", "Strided", "Depthwise")) {
            for (String layout : List.of("NHWC", "NCHW")) {
                for (DataType dtype : List.of(DataType.DT_FLOAT, DataType.DT_HALF, DataType.DT_BFLOAT16)) {
                    for (String between : List.of("", "BiasAdd", "AddV2", "Pad", "BiasAddPad")) {
                        // A vector that is added runs along the width in NCHW.
                        if (!(layout.equals("NCHW") && between.equals("AddV2"))) {
                            all.add(Arguments.of(kind, layout, dtype, between));
                        }
                    }
                }
            }
        }
        for (String between : List.of("", "BiasAdd", "AddV2")) {
            all.add(Arguments.of("Conv3D", "NDHWC", DataType.DT_FLOAT, between));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("before")
    void foldsIntoTheLayerBefore(String kind, String format, DataType type, String between) throws ProblemException {
        dtype = type;
        layout = format.equals("NDHWC") ? "NHWC" : format;
        placeholder(kind);
        layer(kind, "layer", "in", "SAME");
        String op = type == DataType.DT_FLOAT && between.isEmpty() ? "FusedBatchNorm" : "FusedBatchNormV3";
        if (kind.equals("Conv3D")) {
            String input = between(between, "layer");
            nodes.add(node("flat", "Reshape", input, shape("flat_shape", 1, 9, 3, CHANNELS))
                    .build());
            norm(op, "out", "flat", CHANNELS, false);
        } else {
            norm(op, "out", between(between, "layer"), CHANNELS, between.endsWith("Pad"));
        }
        Graph after = assertSame("fold_fused_batch_norms", kind, !kind.equals("Conv3D"));

        assertThat(norms(after)).isZero();
    }

    private String shape(String name, int... dims) {
        nodes.add(Constants.node(name, Tensor.ofInts(dims).toProto()).message());
        return name;
    }

    @ParameterizedTest
    @CsvSource({
        "MatMul, ''", "MatMul, BiasAdd", "MatMul, AddV2",
        "MatMulTransposed, ''", "MatMulTransposed, BiasAdd", "MatMulTransposed, AddV2"
    })
    void foldsIntoAProductOfMatrices(String kind, String between) throws ProblemException {
        placeholder(kind);
        layer(kind, "layer", "in", "");
        String input = between(between, "layer");
        nodes.add(node("image", "Reshape", input, shape("image_shape", -1, 1, 1, CHANNELS))
                .build());
        norm("FusedBatchNormV3", "out", "image", CHANNELS, false);

        assertThat(norms(assertSame("fold_fused_batch_norms", kind, false))).isZero();
    }

    static Stream<Arguments> behind() {
        List<Arguments> all = new ArrayList<>();
        for (String kind : List.of("Conv2D", "Dilated", "Strided", "Depthwise")) {
            for (String layout : List.of("NHWC", "NCHW")) {
                all.add(Arguments.of(kind, layout, "VALID", false));
                all.add(Arguments.of(kind, layout, "VALID", true));
                all.add(Arguments.of(kind, layout, "SAME", true));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("behind")
    void foldsIntoTheLayerBehind(String kind, String format, String padding, boolean zeroOffset)
            throws ProblemException {
        layout = format;
        placeholder(kind);
        norm("FusedBatchNormV3", "norm", "in", 2, zeroOffset);
        layer(kind, "out", "norm", padding);

        assertThat(norms(assertSame("fold_fused_batch_norms", kind, true))).isZero();
    }

    @ParameterizedTest
    @MethodSource("behind")
    void leavesTheLayerBehindThatPadsAnOffset(String kind, String format, String padding, boolean zeroOffset)
            throws ProblemException {
        layout = format;
        placeholder(kind);
        norm("FusedBatchNormV3", "norm", "in", 2, false);
        layer(kind, "out", "norm", "SAME");

        assertThat(norms(assertSame("fold_fused_batch_norms", kind, true))).isEqualTo(1);
    }

    /** As Keras and TensorFlow 1 write a batch norm out: x * (gamma * rsqrt(var + eps)) + (beta - mean * ...). */
    @ParameterizedTest
    @CsvSource({
        "Conv2D, ''", "Depthwise, ''", "Dilated, ''", "MatMul, ''", "MatMulTransposed, ''",
        "Conv2D, BiasAdd", "Depthwise, BiasAdd", "MatMul, BiasAdd", "MatMul, AddV2", "Conv2D, AddV2"
    })
    void foldsABatchNormThatIsWrittenOut(String kind, String between) throws ProblemException {
        placeholder(kind);
        layer(kind, "layer", "in", "SAME");
        String input = between(between, "layer");
        constant("gamma", dtype, 0.5, 2, CHANNELS);
        constant("beta", dtype, -1, 1, CHANNELS);
        constant("mean", dtype, -1, 1, CHANNELS);
        constant("variance", dtype, 0.5, 2, CHANNELS);
        constant("epsilon", dtype, 0.001, 0.001);
        nodes.add(node("add", "AddV2", "variance", "epsilon").build());
        nodes.add(node("rsqrt", "Rsqrt", "add").build());
        nodes.add(node("factor", "Mul", "rsqrt", "gamma").build());
        nodes.add(node("scaled", "Mul", input, "factor").build());
        nodes.add(node("moved", "Mul", "mean", "factor").build());
        nodes.add(node("offset", "Sub", "beta", "moved").build());
        nodes.add(node("out", "AddV2", "scaled", "offset").build());

        Graph after = assertSame(Recipe.DEPLOY.transforms(), kind, false);

        assertThat(after.nodes()).extracting(NodeDef::getOp).doesNotContain("Mul", "Rsqrt", "Sub");
    }

    @Test
    void leavesAFactorThatIsNoVectorOfChannels() throws ProblemException {
        placeholder("Conv2D");
        layer("Conv2D", "layer", "in", "SAME");
        nodes.add(node("out", "Mul", "layer", constant("factor", dtype, 0.5, 2, 6, CHANNELS))
                .build());

        assertThat(assertSame("fold_fused_batch_norms", "Conv2D", false).nodes())
                .extracting(NodeDef::getOp)
                .contains("Mul");
    }
}
