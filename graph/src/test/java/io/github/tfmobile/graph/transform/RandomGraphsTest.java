package io.github.tfmobile.graph.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.VersionDef;

/** Random small graphs (fixed seeds), transformed one by one, compute the same in TensorFlow before and after. */
@Tag("runtime")
class RandomGraphsTest {

    private static final int GRAPHS = 2000;

    /** One graph in the making; all tensors are float, most of shape [1,4,4,3] or [2,3]. */
    private static final class Sketch {

        private final Random random;
        private final String prefix;
        private final List<NodeDef> nodes = new ArrayList<>();
        private final List<String> images = new ArrayList<>();
        private final List<String> matrices = new ArrayList<>();

        /** Nodes that do not run where the other way is taken. */
        private final Set<String> branches = new HashSet<>();

        Sketch(long seed) {
            random = new Random(seed);
            prefix = "g" + seed + "_";
        }

        String name() {
            return prefix + nodes.size();
        }

        NodeDef.Builder node(String op, String... inputs) {
            return NodeDef.newBuilder()
                    .setName(name())
                    .setOp(op)
                    .addAllInput(List.of(inputs))
                    .putAttr("T", Attrs.type(DataType.DT_FLOAT));
        }

        String add(NodeDef.Builder node) {
            String other = nodes.isEmpty()
                    ? ""
                    : nodes.get(random.nextInt(nodes.size())).getName();
            if (random.nextInt(12) == 0 && !other.isEmpty() && !branches.contains(other)) {
                node.addInput("^" + other);
            }
            nodes.add(node.build());
            return node.getName();
        }

        String branch(NodeDef.Builder node) {
            String name = add(node);
            branches.add(name);
            return name;
        }

        String constant(Tensor value) {
            return add(Constants.node(name(), value.toProto()).message().toBuilder());
        }

        String floats(double low, double high, long... dims) {
            Tensor.Builder value = Tensor.builder(DataType.DT_FLOAT, dims);
            for (int i = 0; i < value.elements(); i++) {
                value.setDouble(i, low + (high - low) * random.nextDouble());
            }
            return constant(value.build());
        }

        String pick(List<String> names) {
            return names.get(random.nextInt(names.size()));
        }

        void placeholder(List<String> to, long... dims) {
            to.add(add(NodeDef.newBuilder()
                    .setName(name())
                    .setOp("Placeholder")
                    .putAttr("dtype", Attrs.type(DataType.DT_FLOAT))
                    .putAttr("shape", Attrs.shape(Tensor.shapeProto(dims)))));
        }

        static AttrValue ones() {
            return AttrValue.newBuilder()
                    .setList(AttrValue.ListValue.newBuilder()
                            .addI(1)
                            .addI(1)
                            .addI(1)
                            .addI(1))
                    .build();
        }

        void step() {
            boolean image = random.nextBoolean();
            List<String> kind = image ? images : matrices;
            long[] shape = image ? new long[] {1, 4, 4, 3} : new long[] {2, 3};
            switch (random.nextInt(17)) {
                case 0 -> kind.add(floats(-1, 1, shape));
                case 1 ->
                    kind.add(add(node(
                            List.of("Relu", "Tanh", "Neg", "Abs", "Identity", "StopGradient", "Sigmoid")
                                    .get(random.nextInt(7)),
                            pick(kind))));
                case 2 ->
                    kind.add(add(node(
                            List.of("AddV2", "Sub", "Mul", "Maximum", "SquaredDifference")
                                    .get(random.nextInt(5)),
                            pick(kind),
                            pick(kind))));
                case 3 ->
                    kind.add(add(node(
                            List.of("Add", "Mul", "RealDiv").get(random.nextInt(3)), pick(kind), floats(0.5, 2, 3))));
                case 4 -> {
                    String axis = constant(Tensor.ofInts(0));
                    String sum = add(node("Mean", pick(kind), axis)
                            .putAttr("Tidx", Attrs.type(DataType.DT_INT32))
                            .putAttr("keep_dims", Attrs.bool(true)));
                    kind.add(add(node("AddV2", sum, pick(kind))));
                }
                case 5 -> {
                    String shapeOf = add(node("Shape", pick(kind)).putAttr("out_type", Attrs.type(DataType.DT_INT32)));
                    String fill = add(node(
                                    "Fill",
                                    shapeOf,
                                    constant(Tensor.ofFloats((float) random.nextInt(3))
                                            .reshaped()))
                            .putAttr("index_type", Attrs.type(DataType.DT_INT32)));
                    kind.add(add(node("AddV2", fill, pick(kind))));
                }
                case 6 -> {
                    String size = add(node("Reshape", pick(matrices), constant(Tensor.ofInts(3, 2)))
                            .putAttr("Tshape", Attrs.type(DataType.DT_INT32)));
                    matrices.add(add(node("Transpose", size, constant(Tensor.ofInts(1, 0)))
                            .putAttr("Tperm", Attrs.type(DataType.DT_INT32))));
                }
                case 7 -> {
                    String product = add(node("MatMul", pick(matrices), floats(-1, 1, 3, 3)));
                    matrices.add(random.nextBoolean() ? product : add(node("Mul", product, floats(0.5, 2, 3))));
                }
                case 8 -> {
                    String conv = conv("Conv2D", 3, 3, 3, 3);
                    images.add(random.nextBoolean() ? conv : add(node("Mul", conv, floats(0.5, 2, 3))));
                }
                case 9, 10 -> {
                    String conv = random.nextInt(3) == 0
                            ? conv("DepthwiseConv2dNative", 3, 3, 3, 1)
                            : conv("Conv2D", 1, 1, 3, 3);
                    if (random.nextInt(3) == 0) {
                        conv = add(node("BiasAdd", conv, floats(-1, 1, 3)));
                    }
                    images.add(conv);
                    images.add(norm(random.nextInt(4) == 0 ? pick(images) : conv));
                }
                case 11 -> {
                    String all = add(node("ConcatV2", pick(matrices), pick(matrices), constant(Tensor.ofInt(0)))
                            .putAttr("N", Attrs.integer(2))
                            .putAttr("Tidx", Attrs.type(DataType.DT_INT32)));
                    String split =
                            add(node("Split", constant(Tensor.ofInt(0)), all).putAttr("num_split", Attrs.integer(2)));
                    matrices.add(split + ":1");
                    matrices.add(split);
                }
                case 12 -> { // an atrous convolution as space, batch and back
                    String blocks = constant(Tensor.ofInts(2, 2));
                    String space = add(node("SpaceToBatchND", pick(images), blocks, pads(2, 2, 2, 2))
                            .putAttr("Tpaddings", Attrs.type(DataType.DT_INT32)));
                    String conv = add(node("Conv2D", space, floats(-0.5, 0.5, 3, 3, 3, 3))
                            .putAttr("strides", ones())
                            .putAttr("padding", Attrs.string("VALID")));
                    images.add(add(node("BatchToSpaceND", conv, blocks, pads(0, 0, 0, 0))
                            .putAttr("Tcrops", Attrs.type(DataType.DT_INT32))));
                }
                case 13 -> { // a convolution of a padded, and maybe enlarged, image
                    String source = pick(images);
                    boolean resized = random.nextBoolean();
                    if (resized) {
                        source = add(node("ResizeBilinear", source, constant(Tensor.ofInts(6, 6)))
                                .putAttr("align_corners", Attrs.bool(random.nextBoolean())));
                    }
                    if (!resized || random.nextBoolean()) {
                        source = add(node(
                                        "MirrorPad",
                                        source,
                                        constant(Tensor.ofInts(0, 0, 1, 1, 1, 1, 0, 0)
                                                .reshaped(4, 2)))
                                .putAttr("mode", Attrs.string("REFLECT")));
                    }
                    String conv = add(node("Conv2D", source, floats(-0.5, 0.5, 3, 3, 3, 3))
                            .putAttr("strides", ones())
                            .putAttr("padding", Attrs.string("VALID")));
                    images.add(add(node("ResizeBilinear", conv, constant(Tensor.ofInts(4, 4)))));
                }
                case 14 ->
                    images.add(add(node(random.nextBoolean() ? "MaxPool" : "AvgPool", pick(images))
                            .putAttr("ksize", ones())
                            .putAttr("strides", ones())
                            .putAttr("padding", Attrs.string("SAME"))));
                case 15 -> { // one of two ways, by a constant or by what is fed
                    String zero = constant(Tensor.ofFloats(0).reshaped());
                    String sum = add(node("Sum", pick(matrices), constant(Tensor.ofInts(0, 1))));
                    String way = add(node("Less", random.nextBoolean() ? sum : zero, zero));
                    String input = pick(matrices);
                    String both = branch(node("Switch", input, way));
                    String pivot = branch(node("Identity", both + ":1"));
                    String waiting = branch(
                            Constants.node(name(), Tensor.ofFloats(1, 2, 3).toProto()).message().toBuilder()
                                    .addInput("^" + pivot));
                    String yes = branch(node("AddV2", both + ":1", waiting));
                    String no = branch(node(random.nextBoolean() ? "Neg" : "Identity", both));
                    matrices.add(add(node("Merge", no, yes).putAttr("N", Attrs.integer(2))));
                }
                default -> {
                    String sliced = add(
                            node("Slice", pick(matrices), constant(Tensor.ofInts(0, 1)), constant(Tensor.ofInts(2, -1)))
                                    .putAttr("Index", Attrs.type(DataType.DT_INT32)));
                    matrices.add(add(node(
                                    "Pad",
                                    sliced,
                                    constant(Tensor.ofInts(0, 0, 0, 1).reshaped(2, 2)))
                            .putAttr("Tpaddings", Attrs.type(DataType.DT_INT32))));
                }
            }
        }

        String pads(int... values) {
            return constant(Tensor.ofInts(values).reshaped(2, 2));
        }

        String conv(String op, long... filter) {
            return add(node(op, pick(images), floats(-0.5, 0.5, filter))
                    .putAttr("strides", ones())
                    .putAttr("padding", Attrs.string("SAME")));
        }

        String norm(String input) {
            String op = List.of("FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3")
                    .get(random.nextInt(3));
            NodeDef.Builder norm = NodeDef.newBuilder().setOp(op);
            String[] inputs = {input, floats(0.5, 2, 3), floats(-1, 1, 3), floats(-1, 1, 3), floats(0.5, 2, 3)};
            norm.setName(name()).addAllInput(List.of(inputs)).putAttr("T", Attrs.type(DataType.DT_FLOAT));
            norm.putAttr("is_training", Attrs.bool(false));
            if (!op.equals("FusedBatchNorm")) {
                norm.putAttr("U", Attrs.type(DataType.DT_FLOAT));
            }
            return add(norm);
        }
    }

    @Test
    void computeTheSameBeforeAndAfter() throws ProblemException {
        RandomRuns runs = new RandomRuns();
        for (int seed = 0; seed < GRAPHS; seed++) {
            Sketch sketch = new Sketch(seed);
            sketch.placeholder(sketch.images, 1, 4, 4, 3);
            sketch.placeholder(sketch.matrices, 2, 3);
            NodeInput image = NodeInput.parse(sketch.images.get(0));
            NodeInput matrix = NodeInput.parse(sketch.matrices.get(0));
            for (int i = 3 + sketch.random.nextInt(8); i > 0; i--) {
                sketch.step();
            }
            List<NodeInput> outputs = List.of(
                    NodeInput.parse(sketch.images.get(sketch.images.size() - 1)),
                    NodeInput.parse(sketch.matrices.get(sketch.matrices.size() - 1)));
            Map<NodeInput, TensorProto> feeds = Map.of(
                    image, value(sketch.random, 1, 4, 4, 3),
                    matrix, value(sketch.random, 2, 3));
            runs.add(graph(sketch.nodes), sketch.prefix, seed, feeds, outputs);
        }
        assertThat(runs.runs()).isEqualTo(GRAPHS);
        assertThat(runs.removed()).isGreaterThan(4 * GRAPHS);
    }

    private static Graph graph(List<NodeDef> nodes) {
        return new Graph(nodes, FunctionDefLibrary.getDefaultInstance(), VersionDef.getDefaultInstance());
    }

    private static TensorProto value(Random random, long... dims) {
        Tensor.Builder value = Tensor.builder(DataType.DT_FLOAT, dims);
        for (int i = 0; i < value.elements(); i++) {
            value.setDouble(i, random.nextGaussian());
        }
        return value.build().toProto();
    }
}
