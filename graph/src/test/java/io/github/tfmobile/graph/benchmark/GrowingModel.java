package io.github.tfmobile.graph.benchmark;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.checkpoint.BundleWriter;
import io.github.tfmobile.graph.checkpoint.Checkpoint;
import io.github.tfmobile.graph.checkpoint.Checkpoints;
import io.github.tfmobile.graph.evaluate.JavaEvaluator;
import io.github.tfmobile.graph.freeze.Freezer;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.model.FreezeRequest;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import io.github.tfmobile.graph.summary.LikelyNames;
import io.github.tfmobile.graph.testing.Growth;
import io.github.tfmobile.graph.testing.TestOps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorSliceProto;
import org.tensorflow.proto.VersionDef;

/** Models of which one thing can be as large as one likes, and the work that is done with them. */
enum GrowingModel {

    /** Conds one behind the other that a constant decides. */
    DEAD_BRANCHES {
        @Override
        Growth.Work of(int size, Path folder) {
            List<Node> nodes = new ArrayList<>(List.of(placeholder("x"), constant("pred", false)));
            String last = "x";
            for (int i = 0; i < size; i++) {
                nodes.add(node("switch" + i, "Switch", FLOAT, last, "pred"));
                nodes.add(node("no" + i, "Neg", FLOAT, "switch" + i));
                nodes.add(node("yes" + i, "Relu", FLOAT, "switch" + i + ":1"));
                nodes.add(merge("merge" + i, "no" + i, "yes" + i));
                last = "merge" + i;
            }
            nodes.add(node("out", "Abs", FLOAT, last));
            return freezing(Graph.of(nodes), null, List.of("out"));
        }
    },

    /** Conds within each other, all of which the first one decides. */
    NESTED_BRANCHES {
        @Override
        Growth.Work of(int size, Path folder) {
            List<Node> nodes = new ArrayList<>(List.of(placeholder("v0"), constant("p0", false)));
            for (int i = 1; i <= size; i++) {
                nodes.add(node("v" + i, "Switch", FLOAT, "v" + (i - 1), "p" + (i - 1)));
                nodes.add(node("p" + i, "Switch", BOOL, "p" + (i - 1), "p" + (i - 1)));
            }
            String last = "v" + size;
            for (int i = size; i >= 1; i--) {
                nodes.add(merge("m" + i, last, "v" + i + ":1"));
                last = "m" + i;
            }
            nodes.add(node("out", "Abs", FLOAT, last));
            return freezing(Graph.of(nodes), null, List.of("out"));
        }
    },

    /** One node with many outputs, each of them read. */
    OUTPUTS {
        @Override
        Growth.Work of(int size, Path folder) {
            List<Node> nodes = new ArrayList<>(List.of(placeholder("x")));
            AttrValue types = AttrValue.newBuilder()
                    .setList(AttrValue.ListValue.newBuilder().addAllType(Collections.nCopies(size, DataType.DT_FLOAT)))
                    .build();
            nodes.add(Node.builder("many", "IdentityN")
                    .inputs(Collections.nCopies(size, new NodeInput("x", 0)))
                    .attr("T", types)
                    .build());
            Node.Builder sum = Node.builder("out", "AddN").attr("T", FLOAT).attr("N", Attrs.integer(size));
            for (int i = 0; i < size; i++) {
                nodes.add(node("abs" + i, "Abs", FLOAT, "many:" + i));
                sum.input(new NodeInput("abs" + i, 0));
            }
            nodes.add(sum.build());
            Graph graph = Graph.of(nodes);
            return () -> {
                freezing(graph, null, List.of("out")).run();
                LikelyNames.of(graph, TestOps.get());
            };
        }
    },

    /** A Case of many branches. */
    CASE {
        @Override
        Growth.Work of(int size, Path folder) {
            AttrValue.ListValue.Builder branches = AttrValue.ListValue.newBuilder();
            FunctionDefLibrary.Builder library = FunctionDefLibrary.newBuilder();
            for (int i = 0; i < size; i++) {
                branches.addFunc(NameAttrList.newBuilder().setName("branch_" + i));
                library.addFunction(function("branch_" + i));
            }
            AttrValue floats = AttrValue.newBuilder()
                    .setList(AttrValue.ListValue.newBuilder().addType(DataType.DT_FLOAT))
                    .build();
            List<Node> nodes = List.of(
                    placeholder("x"),
                    Node.builder("which", "Placeholder")
                            .attr("dtype", Attrs.type(DataType.DT_INT32))
                            .build(),
                    Node.builder("case", "StatelessCase")
                            .input(new NodeInput("which", 0))
                            .input(new NodeInput("x", 0))
                            .attr("Tin", floats)
                            .attr("Tout", floats)
                            .attr(
                                    "branches",
                                    AttrValue.newBuilder().setList(branches).build())
                            .build(),
                    node("out", "Identity", FLOAT, "case"));
            return freezing(Graph.of(nodes, library.build(), VersionDef.getDefaultInstance()), null, List.of("out"));
        }

        private FunctionDef function(String name) {
            OpDef.ArgDef argument =
                    OpDef.ArgDef.newBuilder().setType(DataType.DT_FLOAT).build();
            return FunctionDef.newBuilder()
                    .setSignature(OpDef.newBuilder()
                            .setName(name)
                            .addInputArg(argument.toBuilder().setName("a"))
                            .addOutputArg(argument.toBuilder().setName("b")))
                    .addNodeDef(NodeDef.newBuilder()
                            .setName("abs")
                            .setOp("Abs")
                            .addInput("a")
                            .putAttr("T", FLOAT))
                    .putRet("b", "abs:y:0")
                    .build();
        }
    },

    /** A variable in many parts whose checkpoint has it as a whole. */
    PARTS {
        @Override
        Growth.Work of(int size, Path folder) throws IOException {
            return parts(size, folder, false);
        }
    },

    /** A variable in many parts that its checkpoint has in as many slices. */
    SLICES {
        @Override
        Growth.Work of(int size, Path folder) throws IOException {
            return parts(size, folder, true);
        }
    },

    /** Many outputs that the graph does not have. */
    UNKNOWN_NAMES {
        @Override
        Growth.Work of(int size, Path folder) {
            List<Node> nodes = new ArrayList<>();
            List<String> wanted = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                nodes.add(placeholder("layer_" + i));
                wanted.add("leyer_" + i);
            }
            Growth.Work freezing = freezing(Graph.of(nodes), null, wanted);
            return () -> {
                try {
                    freezing.run();
                } catch (ProblemException e) {
                    return;
                }
                throw new IllegalStateException("names that there are");
            };
        }
    },

    /** A sum of many tensors that are fed or random, of which it is proposed what to feed. */
    SUM {
        @Override
        Growth.Work of(int size, Path folder) {
            List<Node> nodes = new ArrayList<>();
            nodes.add(Constants.node("shape", Constants.int32(BundleWriter.shape(1), 4)));
            Node.Builder sum = Node.builder("sum", "AddN").attr("T", FLOAT).attr("N", Attrs.integer(size));
            for (int i = 0; i < size; i++) {
                nodes.add(
                        i % 2 == 0
                                ? placeholder("x" + i)
                                : Node.builder("x" + i, "RandomUniform")
                                        .input(new NodeInput("shape", 0))
                                        .attr("T", Attrs.type(DataType.DT_INT32))
                                        .attr("dtype", FLOAT)
                                        .build());
                sum.input(new NodeInput("x" + i, 0));
            }
            nodes.add(sum.build());
            nodes.add(node("out", "Softmax", FLOAT, "sum"));
            Graph graph = Graph.of(nodes);
            return () -> LikelyNames.of(Graph.of(graph.all()), TestOps.get());
        }
    };

    private static final AttrValue FLOAT = Attrs.type(DataType.DT_FLOAT);
    private static final AttrValue BOOL = Attrs.type(DataType.DT_BOOL);

    /** What is done with a model of a size, which is made before. */
    abstract Growth.Work of(int size, Path folder) throws IOException;

    private static Growth.Work parts(int size, Path folder, boolean sliced) throws IOException {
        Path prefix = Files.createDirectories(folder).resolve("parts-" + sliced + "-" + size);
        ByteBuffer zeros = ByteBuffer.allocate(4 * size);
        try (BundleWriter writer = new BundleWriter(prefix, 1)) {
            if (sliced) {
                List<TensorSliceProto> slices = new ArrayList<>();
                List<ByteBuffer> contents = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    slices.add(TensorSliceProto.newBuilder()
                            .addExtent(TensorSliceProto.Extent.newBuilder()
                                    .setStart(i)
                                    .setLength(1))
                            .build());
                    contents.add(zeros.slice(0, 4));
                }
                writer.addSlices("w", DataType.DT_FLOAT, BundleWriter.shape(size), slices, contents);
            } else {
                writer.add("w", DataType.DT_FLOAT_VALUE, BundleWriter.shape(size), zeros, 0);
            }
        }
        List<Node> nodes = new ArrayList<>();
        Node.Builder sum = Node.builder("out", "AddN").attr("T", FLOAT).attr("N", Attrs.integer(size));
        for (int i = 0; i < size; i++) {
            nodes.add(Node.builder("w/part_" + i, "VariableV2")
                    .attr("dtype", FLOAT)
                    .attr("shape", Attrs.shape(BundleWriter.shape(1)))
                    .build());
            sum.input(new NodeInput("w/part_" + i, 0));
        }
        nodes.add(sum.build());
        Graph graph = Graph.of(nodes);
        return () -> freezing(graph, Checkpoints.open(prefix), List.of("out")).run();
    }

    private static Growth.Work freezing(Graph graph, @Nullable Checkpoint checkpoint, List<String> outputs) {
        return () -> Freezer.freeze(
                new FreezeRequest(
                        new OpenModel.GraphModel(
                                Graph.of(graph.all(), graph.library(), graph.versions()), null, checkpoint),
                        List.<InputSpec>of(),
                        outputs.stream().map(NodeInput::parse).toList(),
                        FreezeOptions.DEFAULTS,
                        TestOps.get(),
                        new JavaEvaluator()),
                Progress.NONE);
    }

    private static Node placeholder(String name) {
        return Node.builder(name, "Placeholder").attr("dtype", FLOAT).build();
    }

    private static Node constant(String name, boolean value) {
        return Constants.node(name, Constants.scalar(value));
    }

    private static Node merge(String name, String... inputs) {
        return node(name, "Merge", FLOAT, inputs).toBuilder()
                .attr("N", Attrs.integer(inputs.length))
                .build();
    }

    private static Node node(String name, String op, AttrValue type, String... inputs) {
        Node.Builder node = Node.builder(name, op).attr("T", type);
        for (String input : inputs) {
            node.input(NodeInput.parse(input));
        }
        return node.build();
    }
}
