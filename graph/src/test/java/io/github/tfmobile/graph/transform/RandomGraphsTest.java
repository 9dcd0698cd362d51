package io.github.tfmobile.graph.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.runtime.TensorFlowRuntime;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.graph.testing.TensorValue;
import io.github.tfmobile.registry.problem.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.VersionDef;

/** Random small graphs (fixed seeds), transformed one by one, compute the same in TensorFlow before and after. */
class RandomGraphsTest {

    private static final int GRAPHS = 2000;
    private static final int RUN_TOGETHER = 100;
    private static final String PIPELINE = "strip_unused_nodes fold_constants merge_duplicate_nodes fold_batch_norms"
            + " fold_old_batch_norms fold_fused_batch_norms remove_nodes(op=Identity, op=StopGradient)"
            + " sort_by_execution_order";

    /** One graph in the making; all tensors are float, most of shape [1,4,4,3] or [2,3]. */
    private static final class Sketch {

        private final Random random;
        private final String prefix;
        private final List<NodeDef> nodes = new ArrayList<>();
        private final List<String> images = new ArrayList<>();
        private final List<String> matrices = new ArrayList<>();

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
                    .putAttr("T", Nodes.type(DataType.DT_FLOAT));
        }

        String add(NodeDef.Builder node) {
            if (random.nextInt(12) == 0 && !nodes.isEmpty()) {
                node.addInput("^" + nodes.get(random.nextInt(nodes.size())).getName());
            }
            nodes.add(node.build());
            return node.getName();
        }

        String constant(Tensor value) {
            return add(Nodes.constant(name(), value.toProto()).toBuilder());
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
                    .putAttr("dtype", Nodes.type(DataType.DT_FLOAT))
                    .putAttr("shape", Nodes.shape(Tensor.shapeProto(dims)))));
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
            switch (random.nextInt(13)) {
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
                            .putAttr("Tidx", Nodes.type(DataType.DT_INT32))
                            .putAttr("keep_dims", Nodes.bool(true)));
                    kind.add(add(node("AddV2", sum, pick(kind))));
                }
                case 5 -> {
                    String shapeOf = add(node("Shape", pick(kind)).putAttr("out_type", Nodes.type(DataType.DT_INT32)));
                    String fill = add(node(
                                    "Fill",
                                    shapeOf,
                                    constant(Tensor.ofFloats((float) random.nextInt(3))
                                            .reshaped()))
                            .putAttr("index_type", Nodes.type(DataType.DT_INT32)));
                    kind.add(add(node("AddV2", fill, pick(kind))));
                }
                case 6 -> {
                    String size = add(node("Reshape", pick(matrices), constant(Tensor.ofInts(3, 2)))
                            .putAttr("Tshape", Nodes.type(DataType.DT_INT32)));
                    matrices.add(add(node("Transpose", size, constant(Tensor.ofInts(1, 0)))
                            .putAttr("Tperm", Nodes.type(DataType.DT_INT32))));
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
                            .putAttr("N", Nodes.integer(2))
                            .putAttr("Tidx", Nodes.type(DataType.DT_INT32)));
                    String split =
                            add(node("Split", constant(Tensor.ofInt(0)), all).putAttr("num_split", Nodes.integer(2)));
                    matrices.add(split + ":1");
                    matrices.add(split);
                }
                default -> {
                    String sliced = add(
                            node("Slice", pick(matrices), constant(Tensor.ofInts(0, 1)), constant(Tensor.ofInts(2, -1)))
                                    .putAttr("Index", Nodes.type(DataType.DT_INT32)));
                    matrices.add(add(node(
                                    "Pad",
                                    sliced,
                                    constant(Tensor.ofInts(0, 0, 0, 1).reshaped(2, 2)))
                            .putAttr("Tpaddings", Nodes.type(DataType.DT_INT32))));
                }
            }
        }

        String conv(String op, long... filter) {
            return add(node(op, pick(images), floats(-0.5, 0.5, filter))
                    .putAttr("strides", ones())
                    .putAttr("padding", Nodes.string("SAME")));
        }

        String norm(String input) {
            String op = List.of("FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3")
                    .get(random.nextInt(3));
            NodeDef.Builder norm = NodeDef.newBuilder().setOp(op);
            String[] inputs = {input, floats(0.5, 2, 3), floats(-1, 1, 3), floats(-1, 1, 3), floats(0.5, 2, 3)};
            norm.setName(name()).addAllInput(List.of(inputs)).putAttr("T", Nodes.type(DataType.DT_FLOAT));
            norm.putAttr("is_training", Nodes.bool(false));
            if (!op.equals("FusedBatchNorm")) {
                norm.putAttr("U", Nodes.type(DataType.DT_FLOAT));
            }
            return add(norm);
        }
    }

    @Test
    void computeTheSameBeforeAndAfter() throws ProblemException {
        TensorFlowRuntime runtime = TensorFlowRuntime.load();
        int removed = 0;
        for (int first = 0; first < GRAPHS; first += RUN_TOGETHER) {
            List<NodeDef> before = new ArrayList<>();
            List<NodeDef> after = new ArrayList<>();
            Map<NodeInput, TensorProto> feeds = new HashMap<>();
            List<NodeInput> fetches = new ArrayList<>();
            for (int seed = first; seed < first + RUN_TOGETHER; seed++) {
                Sketch sketch = new Sketch(seed);
                sketch.placeholder(sketch.images, 1, 4, 4, 3);
                sketch.placeholder(sketch.matrices, 2, 3);
                String inputs = sketch.images.get(0) + "," + sketch.matrices.get(0);
                int steps = 3 + sketch.random.nextInt(8);
                for (int i = 0; i < steps; i++) {
                    sketch.step();
                }
                NodeInput image = NodeInput.parse(sketch.images.get(sketch.images.size() - 1));
                NodeInput matrix = NodeInput.parse(sketch.matrices.get(sketch.matrices.size() - 1));
                Graph graph = graph(sketch.nodes);
                Graph transformed;
                try {
                    transformed = TransformPipeline.parse(PIPELINE)
                            .apply(graph, TransformContexts.of(inputs, image.node() + "," + matrix.node()));
                } catch (ProblemException e) {
                    throw new AssertionError("seed " + seed + ": " + graph.toGraphDef(), e);
                }
                removed += graph.nodes().size() - transformed.nodes().size();
                before.addAll(graph.nodes());
                after.addAll(transformed.nodes());
                feeds.put(NodeInput.parse(sketch.images.get(0)), value(sketch.random, 1, 4, 4, 3));
                feeds.put(NodeInput.parse(sketch.matrices.get(0)), value(sketch.random, 2, 3));
                // What is fed cannot be fetched.
                fetches.addAll(List.of(image, matrix).stream()
                        .filter(fetch -> !feeds.containsKey(fetch))
                        .toList());
            }
            List<TensorProto> expected = runtime.run(graph(before), feeds, fetches);
            List<TensorProto> actual = runtime.run(graph(after), feeds, fetches);
            for (int i = 0; i < fetches.size(); i++) {
                assertThat(TensorValue.of(actual.get(i)).difference(TensorValue.of(expected.get(i)), 1e-3, 1e-3))
                        .as(fetches.get(i).toString())
                        .isEmpty();
            }
        }
        assertThat(removed).isGreaterThan(5 * GRAPHS);
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
