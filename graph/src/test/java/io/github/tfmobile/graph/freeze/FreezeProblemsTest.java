package io.github.tfmobile.graph.freeze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.checkpoint.Checkpoint;
import io.github.tfmobile.graph.checkpoint.CheckpointTensor;
import io.github.tfmobile.graph.checkpoint.Checkpoints;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import io.github.tfmobile.graph.io.GraphReader;
import io.github.tfmobile.graph.io.file.MappedFile;
import io.github.tfmobile.graph.tensor.FileContent;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import io.github.tfmobile.graph.testing.Graphs;
import io.github.tfmobile.registry.Dtype;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Mistakes of users and damaged files, each with its whole message. */
@Tag("corpus")
class FreezeProblemsTest {

    private static final String REMEDY = """
              Choose a checkpoint of this graph, or outputs that do not need the variable, or leave it a variable: \
            variableDenylist.""";

    static Stream<Arguments> badInputs() {
        String mismatch = Stream.of("w", "b", "w2", "b2")
                .map(name -> "variable \"" + name
                        + "\": the graph wants dtype double, the checkpoint has \"float\"\n  at model.ckpt\n" + REMEDY)
                .reduce((a, b) -> a + "\n" + b)
                .orElseThrow();
        return Stream.of(
                Arguments.of(
                        "bitflip_data_shard",
                        "checkpoint holds \"w\" damaged or incomplete: its checksum does not match\n"
                                + "  at model.ckpt.data-00000-of-00001 @ byte 44\n"
                                + "  Copy or write the checkpoint again."),
                Arguments.of(
                        "checkpoint_lacks_variable",
                        "variable \"b2\": the checkpoint does not hold it\n  at partial.ckpt\n"
                                + "  Did you mean \"b\" or \"w2\"?\n"
                                + REMEDY),
                Arguments.of(
                        "cyclic_graph",
                        "the graph has a cycle: \"BiasAdd_cyc -> hidden -> BiasAdd_cyc\"\n  at graph.pb\n"
                                + "  only a loop through a NextIteration can run; remove one of these inputs"),
                Arguments.of("dtype_mismatch", mismatch),
                Arguments.of(
                        "duplicate_node_names",
                        "the graph has a node twice: \"hidden\"\n  at graph.pb\n  remove or rename one"),
                Arguments.of(
                        "future_producer",
                        "the graph asks for a newer TensorFlow: min_consumer \"99990\"\n  at graph.pb\n"
                                + "  TensorFlow 2.21.0 has version 2474. Export the graph with a TensorFlow up to that"
                                + " one."),
                Arguments.of(
                        "missing_attr",
                        "node \"MatMul\" of op MatMul lacks the attr \"T\"\n  at graph.pb\n  Export the graph again."),
                Arguments.of(
                        "truncated_data_shard",
                        "checkpoint holds \"w2\" damaged or incomplete: it should have 96 bytes from byte 236 of its"
                                + " shard, which has 292\n  at model.ckpt.data-00000-of-00001 @ byte 236\n"
                                + "  Copy or write the checkpoint again."),
                Arguments.of(
                        "wrong_attr_type",
                        "node \"MatMul\" of op MatMul has a dtype that its op does not take: \"T=string\"\n"
                                + "  at graph.pb\n  Export the graph again.\n"
                                + "node \"BiasAdd\" of op BiasAdd reads string where its op takes float: \"MatMul\"\n"
                                + "  at graph.pb\n  Export the graph again."));
    }

    @ParameterizedTest
    @MethodSource("badInputs")
    void tellsWhatIsWrongWithAFile(String name, String message) throws ProblemException {
        CorpusCase model = Corpus.find("bad_inputs/" + name);
        Path graph = model.path("graph.pb");
        Checkpoint checkpoint =
                Checkpoints.open(model.path(model.has("partial.ckpt.index") ? "partial.ckpt" : "model.ckpt"));
        assertThat(message(
                        model,
                        new OpenModel.GraphModel(GraphReader.read(graph), graph, checkpoint),
                        FreezeOptions.DEFAULTS,
                        "softmax"))
                .isEqualTo(message);
    }

    @Test
    void freezesWhatDoesNotNeedTheMissingVariable() throws ProblemException {
        CorpusCase model = Corpus.find("bad_inputs/checkpoint_lacks_variable");
        FreezeResult result = FreezeTesting.freeze(
                new OpenModel.GraphModel(model.graph("graph.pb"), null, Checkpoints.open(model.path("partial.ckpt"))),
                List.of(NodeInput.parse("hidden")),
                FreezeOptions.DEFAULTS);
        assertThat(result.graph().nodes()).hasSize(8);
        assertThat(result.frozenVariables()).containsExactly("w", "b");
    }

    @Test
    void saysThatTheGraphLacksTheOpOfTheSaver() throws ProblemException {
        CorpusCase model = Corpus.find("tf1/mlp_ref_vars");
        SaverDef saver =
                SaverDef.newBuilder().setRestoreOpName("save/restore_all").build();
        OpenModel source = new OpenModel.GraphModel(
                model.graph("frozen.pb"), Path.of("graph.pb"), Checkpoints.open(model.path("model.ckpt")), saver);
        assertThat(message(model, source, FreezeOptions.DEFAULTS, "softmax"))
                .isEqualTo(
                        "saver names a restore op that the graph does not have: \"save/restore_all\"\n"
                                + "  at graph.pb\n"
                                + "  Name a graph that was written with its Saver, or the MetaGraphDef beside the checkpoint: metaGraph.");
    }

    @Test
    void asksForOutputs() throws ProblemException {
        CorpusCase model = Corpus.find("bad_inputs/no_output_node");
        assertThat(message(model, source(model), FreezeOptions.DEFAULTS))
                .isEqualTo("outputs is missing\n  at graph.pb\n  name the nodes that you fetch: outputs;"
                        + " the goal summarize lists the likely ones");
    }

    @Test
    void tellsAllUnknownNamesAtOnce() throws ProblemException {
        CorpusCase model = Corpus.find("tf1/mlp_ref_vars");
        FreezeOptions options = FreezeOptions.DEFAULTS
                .withVariableAllowlist(Set.of("dense_0/kernal"))
                .withVariableDenylist(Set.of("softmax"))
                .withInitializerNodes(Set.of("global_step/Asign"));
        assertThat(message(model, source(model), options, "sofmax")).isEqualTo("""
                        outputs names a node that the graph does not have: "sofmax"
                          at graph.pb
                          Did you mean "softmax"?
                        initializerNodes names a node that the graph does not have: "global_step/Asign"
                          at graph.pb
                          Did you mean "global_step/Assign" or "global_step"?
                        variableAllowlist: the graph has no variable "dense_0/kernal"
                          at graph.pb
                          Did you mean "dense_0/kernel", "dense_1/kernel" or "dense_2/kernel"?
                          Name variables as the graph does: variableAllowlist.
                        variableDenylist: the graph has no variable "softmax"
                          at graph.pb
                          Name variables as the graph does: variableDenylist.""");
    }

    @Test
    void saysHowAComplexNumberIsWritten() {
        Graph graph = Graphs.of(
                "c = Placeholder() attr { key: \"dtype\" value { type: DT_COMPLEX64 } }",
                "y = Identity(c) attr { key: \"T\" value { type: DT_COMPLEX64 } }");
        assertThatThrownBy(() -> FreezeTesting.freeze(
                        new OpenModel.GraphModel(graph, null, null),
                        List.of(new NodeInput("y", 0)),
                        FreezeOptions.DEFAULTS.withFeeds(Map.of("c", "1+2i"))))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("A complex number is written as 1+2j or 2j.");
    }

    @Test
    void tellsWrongFeedsAtOnce() throws ProblemException {
        CorpusCase model = Corpus.at("freeze/batchnorm");
        Map<String, String> feeds = new LinkedHashMap<>();
        feeds.put("is_trainning", "false");
        feeds.put("is_training", "no");
        feeds.put("save/RestoreV2", "1");
        assertThat(message(model, source(model), FreezeOptions.DEFAULTS.withFeeds(feeds), "y"))
                .isEqualTo("""
                        feeds names a node that the graph does not have: "is_trainning"
                          at graph.pb
                          Did you mean "is_training"?
                        feeds: no value of bool[] for node "is_training": "no"
                          at graph.pb
                          feeds takes node=value pairs, as in is_training=false,keep_prob=1.0,size=[16,24].
                        feeds: a node of op "RestoreV2" cannot be fed a constant: "save/RestoreV2"
                          at graph.pb
                          Feed a Placeholder or another node with one output.
                          feeds takes node=value pairs, as in is_training=false,keep_prob=1.0,size=[16,24].""");
    }

    @Test
    void tellsOfAnOutputThatANodeHasNot() throws ProblemException {
        CorpusCase model = Corpus.find("bad_inputs/no_output_node");
        assertThat(message(model, source(model), FreezeOptions.DEFAULTS, "softmax:1"))
                .isEqualTo("outputs names an output that node \"softmax\" of op Softmax does not have: \"softmax:1\"\n"
                        + "  at graph.pb\n"
                        + "  it has 1, counted from 0: outputs");
    }

    @Test
    void asksForACheckpoint() throws ProblemException {
        CorpusCase model = Corpus.find("bad_inputs/no_output_node");
        assertThat(message(
                        model,
                        new OpenModel.GraphModel(model.graph("graph.pb"), model.path("graph.pb"), null),
                        FreezeOptions.DEFAULTS,
                        "hidden"))
                .isEqualTo("""
                        variable "w": no checkpoint has its value
                          Give the checkpoint that goes with the graph: checkpoint.
                        variable "b": no checkpoint has its value
                          Give the checkpoint that goes with the graph: checkpoint.""");
    }

    @Test
    void tellsOfAnotherShape() throws ProblemException {
        CorpusCase model = Corpus.find("bad_inputs/no_output_node");
        Checkpoint other = new Sizes(Map.of("w", List.of(7L, 8L), "b", List.of(8L)));
        assertThat(message(
                        model,
                        new OpenModel.GraphModel(model.graph("graph.pb"), model.path("graph.pb"), other),
                        FreezeOptions.DEFAULTS,
                        "hidden"))
                .isEqualTo(
                        "variable \"w\": the graph wants shape [6,8], the checkpoint has \"[7,8]\"\n  at sizes.ckpt\n"
                                + REMEDY);
    }

    @Test
    void refusesDtypesThatAreTooNew() throws ProblemException {
        CorpusCase model = Corpus.find("bad_inputs/no_output_node");
        var graph = model.graph("graph.pb");
        // TensorFlow 2.21 ends at 33, float4_e2m1fn.
        var newer = graph.withNodes(graph.nodes().stream()
                .map(node -> node.getName().equals("w")
                        ? node.toBuilder()
                                .putAttr(
                                        "dtype",
                                        AttrValue.newBuilder().setTypeValue(34).build())
                                .build()
                        : node)
                .toList());
        assertThat(message(
                        model,
                        new OpenModel.GraphModel(newer, model.path("graph.pb"), null),
                        FreezeOptions.DEFAULTS,
                        "hidden"))
                .isEqualTo("""
                        node "w" of op VariableV2 has a dtype that is too new: "dtype=34"
                          at graph.pb
                          Choose outputs that do not need it, or save the model with another dtype; the numbers are those \
                        of TensorFlow's types.proto.""");
    }

    @Test
    void refusesAVariableWhoseShapeIsBeyondAllBounds() throws ProblemException {
        CorpusCase model = Corpus.find("bad_inputs/no_output_node");
        Checkpoint other = new Sizes(Map.of("w", List.of(1L << 40, 1L << 40), "b", List.of(8L)));
        assertThat(message(
                        model,
                        new OpenModel.GraphModel(model.graph("graph.pb"), model.path("graph.pb"), other),
                        FreezeOptions.DEFAULTS,
                        "hidden"))
                .isEqualTo("variable \"w\": the graph wants shape [6,8], the checkpoint has"
                        + " \"[1099511627776,1099511627776]\"\n  at sizes.ckpt\n" + REMEDY);
    }

    @Test
    void predictsAGraphThatIsTooLarge() throws ProblemException {
        CorpusCase model = Corpus.find("tf1/mlp_ref_vars");
        // The graph itself says nothing of the shapes.
        var graph = model.graph("graph.pb");
        var shapeless = graph.withNodes(graph.nodes().stream()
                .map(node -> node.getOp().equals("VariableV2")
                        ? node.toBuilder()
                                .putAttr(
                                        "shape",
                                        AttrValue.newBuilder()
                                                .setShape(TensorShapeProto.newBuilder()
                                                        .setUnknownRank(true))
                                                .build())
                                .build()
                        : node)
                .toList());
        Checkpoint huge = new Sizes(Map.of(
                "dense_0/kernel", List.of(400_000L, 1000L),
                "dense_0/bias", List.of(1000L),
                "dense_1/kernel", List.of(200_000L, 1000L),
                "dense_1/bias", List.of(1000L),
                "dense_2/kernel", List.of(10L, 10L),
                "dense_2/bias", List.of(10L)));
        String message = message(
                model,
                new OpenModel.GraphModel(shapeless, model.path("graph.pb"), huge),
                FreezeOptions.DEFAULTS,
                "softmax");
        assertThat(message).isEqualTo("""
                        the frozen graph would have 2,400,008,440 bytes, but a GraphDef holds 2,147,483,647 bytes at most
                          at graph.pb
                          Name outputs that need fewer of its variables, leave large ones out (variableDenylist), or train with smaller or narrower (half, bfloat16) ones.
                          Its 6 largest tensors:
                            1,600,000,000 bytes  float[400000,1000]  dense_0/kernel
                            800,000,000 bytes  float[200000,1000]  dense_1/kernel
                            4,000 bytes  float[1000]  dense_0/bias
                            4,000 bytes  float[1000]  dense_1/bias
                            400 bytes  float[10,10]  dense_2/kernel
                            40 bytes  float[10]  dense_2/bias""");
    }

    @Test
    void refusesConstantsThatAreTooLargeTogether(@TempDir Path folder) throws Exception {
        Path zeros = folder.resolve("zeros");
        try (RandomAccessFile file = new RandomAccessFile(zeros.toFile(), "rw")) {
            file.setLength(1_200_000_000);
        }
        MappedFile mapped = MappedFile.open(zeros, "zeros");
        TensorProto weights = FileContent.of(mapped, 0, 1_200_000_000)
                .referTo(TensorProto.newBuilder()
                        .setDtype(DataType.DT_FLOAT)
                        .setTensorShape(TensorShapeProto.newBuilder()
                                .addDim(TensorShapeProto.Dim.newBuilder().setSize(300_000_000))))
                .build();
        Graph graph = Graph.of(List.of(
                Constants.node("a", weights),
                Constants.node("b", weights),
                Node.builder("sum", "AddV2")
                        .input("a")
                        .input("b")
                        .attr("T", Attrs.type(DataType.DT_FLOAT))
                        .build()));
        assertThat(message(
                        Corpus.find("tf1/mlp_ref_vars"),
                        new OpenModel.GraphModel(graph, Path.of("graph.pb"), null),
                        FreezeOptions.DEFAULTS,
                        "sum"))
                .isEqualTo("""
                        the frozen graph would have 2,400,000,173 bytes, but a GraphDef holds 2,147,483,647 bytes at most
                          at graph.pb
                          Name outputs that need fewer of its variables, leave large ones out (variableDenylist), or train with smaller or narrower (half, bfloat16) ones.
                          Its 2 largest tensors:
                            1,200,000,000 bytes  float[300000000]  a
                            1,200,000,000 bytes  float[300000000]  b""");
    }

    @Test
    void namesTheSignaturesOfASavedModel() throws ProblemException {
        CorpusCase model = Corpus.find("saved_model/tf2_multi_signature");
        assertThat(message(
                        model,
                        new OpenModel.SavedModelDirectory(
                                model.path("saved_model"), new TreeSet<>(List.of("serve")), List.of("similarty")),
                        FreezeOptions.DEFAULTS))
                .isEqualTo("savedModel has no signature \"similarty\": \"saved_model\"\n"
                        + "  Did you mean \"similarity\"? It has \"serving_default\", \"similarity\". Choose with"
                        + " signature.");
    }

    @Test
    void namesTheTagSetsOfASavedModel() throws ProblemException {
        CorpusCase model = Corpus.find("saved_model/tf1_two_meta_graphs");
        assertThat(message(
                        model,
                        new OpenModel.SavedModelDirectory(
                                model.path("saved_model"), new TreeSet<>(List.of("serve", "gpu")), List.of()),
                        FreezeOptions.DEFAULTS))
                .isEqualTo("savedModel has no MetaGraph with the tags \"gpu,serve\": \"saved_model\"\n"
                        + "  It has \"serve\", \"train\". Choose with tags.");
    }

    private static OpenModel source(CorpusCase model) throws ProblemException {
        return FreezeTesting.graph(model);
    }

    private static String message(CorpusCase model, OpenModel source, FreezeOptions options, String... outputs) {
        ProblemException problem = catchThrowableOfType(
                ProblemException.class,
                () -> FreezeTesting.freeze(
                        source, Arrays.stream(outputs).map(NodeInput::parse).toList(), options));
        assertThat(problem).isNotNull();
        return problem.getMessage().replace(model.directory() + "/", "");
    }

    /** A checkpoint of floats that knows nothing but shapes. */
    private record Sizes(Map<String, List<Long>> shapes) implements Checkpoint {

        @Override
        public Path prefix() {
            return Path.of("sizes.ckpt");
        }

        @Override
        public SortedSet<String> names() {
            return Collections.unmodifiableSortedSet(new TreeSet<>(shapes.keySet()));
        }

        @Override
        public @Nullable CheckpointTensor find(String name) {
            List<Long> sizes = shapes.get(name);
            if (sizes == null) {
                return null;
            }
            TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
            sizes.forEach(size -> shape.addDimBuilder().setSize(size));
            long count = sizes.stream().reduce(1L, (a, b) -> a * b);
            return new CheckpointTensor(name, Dtype.of(DataType.DT_FLOAT), shape.build(), 4 * count);
        }

        @Override
        public TensorProto read(String name) {
            throw new AssertionError("nothing may be read: " + name);
        }
    }
}
