package io.github.tfmobile.graph.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.evaluate.JavaEvaluator;
import io.github.tfmobile.graph.freeze.model.Assets;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.model.FreezeRequest;
import io.github.tfmobile.graph.freeze.model.LoadedModel;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import io.github.tfmobile.graph.freeze.state.TrainedState;
import io.github.tfmobile.graph.freeze.table.AttachTables;
import io.github.tfmobile.graph.freeze.variable.DecideUpdates;
import io.github.tfmobile.graph.freeze.variable.DropUpdates;
import io.github.tfmobile.graph.freeze.variable.FrozenVariables;
import io.github.tfmobile.graph.freeze.variable.LowerBeforeVariables;
import io.github.tfmobile.graph.freeze.variable.VariablesToConstants;
import io.github.tfmobile.graph.savedmodel.SavedModelReader;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.graph.testing.Graphs;
import io.github.tfmobile.graph.testing.TestOps;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.TensorInfo;

/** Each pass of freezing alone. */
class FreezePassesTest {

    private static final String VARIABLE =
            " attr { key: \"dtype\" value { type: DT_FLOAT } }" + " attr { key: \"shape\" value { shape { } } }";

    private static final String FLAG =
            " attr { key: \"dtype\" value { type: DT_BOOL } } attr { key: \"shape\" value { shape { } } }";

    private static final String DTYPE = " attr { key: \"dtype\" value { type: DT_FLOAT } }";

    private static final String BOOL = " attr { key: \"T\" value { type: DT_BOOL } }";

    private static final String FALSE = " attr { key: \"dtype\" value { type: DT_BOOL } }"
            + " attr { key: \"value\" value { tensor { dtype: DT_BOOL tensor_shape { } bool_val: false } } }";

    private static final String STRING = " attr { key: \"dtype\" value { type: DT_STRING } }"
            + " attr { key: \"value\" value { tensor { dtype: DT_STRING tensor_shape { } string_val: \"words\" } } }";

    private final List<String> told = new ArrayList<>();

    private static Graph run(Transform pass, Graph graph, String output) throws ProblemException {
        return pass.apply(
                graph,
                TransformContext.of(
                        List.of(),
                        List.of(new NodeInput(output, 0)),
                        TestOps.get(),
                        new JavaEvaluator(),
                        Path.of(""),
                        warning -> {},
                        note -> {}));
    }

    private static Node node(Graph graph, String name) {
        return Objects.requireNonNull(graph.named(name));
    }

    private static List<String> names(Graph graph) {
        return graph.all().stream().map(Node::name).toList();
    }

    private static TrainedState state(Graph whole, String... initializers) throws ProblemException {
        FreezeOptions options = FreezeOptions.DEFAULTS.withInitializerNodes(Set.of(initializers));
        FreezeRequest request = new FreezeRequest(
                new OpenModel.GraphModel(whole, Path.of("graph.pb"), null),
                List.of(),
                List.of(new NodeInput("y", 0)),
                options,
                TestOps.get(),
                new JavaEvaluator());
        return TrainedState.of(whole, LoadedModel.of(whole, null, null, null, request), request);
    }

    @Test
    void aFeedBecomesAConstantOfItsName() throws Exception {
        Graph graph = Graphs.of(
                "training = Placeholder() attr { key: \"dtype\" value { type: DT_BOOL } }", "y = LogicalNot(training)");

        Graph fed = run(new FeedConstants(Map.of("training", "true")), graph, "y");

        assertThat(node(fed, "training").op()).isEqualTo("Const");
        AttrValue value = Objects.requireNonNull(node(fed, "training").attr("value"));
        assertThat(Tensor.of(value.getTensor()).getBoolean(0)).isTrue();
        assertThat(node(fed, "y").inputs()).containsExactly(new NodeInput("training", 0));
    }

    @Test
    void nodesOfASignatureGetTheNamesThatTheyHaveInItsFunction() throws Exception {
        Graph graph = Graphs.of("call/x = Placeholder()", "call/y = Relu(call/x)", "x = Abs(call/y)");

        Graph named = run(new WrapperNames(Set.of("call")), graph, "x");

        assertThat(names(named)).containsExactly("call/x", "y", "x");
        assertThat(node(named, "x").inputs()).containsExactly(new NodeInput("y", 0));
    }

    @Test
    void anUpdateForLaterRunsGoes() throws Exception {
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "average = VariableV2()" + VARIABLE,
                "update = AssignSub(average, x)",
                "y = Neg(x, ^update)");

        Graph dropped = run(new DropUpdates(FreezeOptions.DEFAULTS, told::add), graph, "y");

        assertThat(names(dropped)).containsExactly("x", "y");
        assertThat(told).containsExactly("average");
    }

    @Test
    void whatTheCheckpointSaysDecidesWhetherAVariableIsChanged() throws Exception {
        Graph graph = Graphs.of(
                "flag = VariableV2()" + FLAG,
                "false = Const()" + FALSE,
                "set = Assign(flag, false)" + BOOL,
                "pred = Identity(flag)" + BOOL,
                "v = VariableV2()" + VARIABLE,
                "one = Const()",
                "switch = RefSwitch(v, pred)",
                "up = Assign(switch:1, one)",
                "kept = Identity(switch)",
                "y = Merge(kept, up)");

        Graph decided = run(new DecideUpdates(state(graph, "set"), told::add), graph, "y");

        assertThat(node(decided, "pred").op()).isEqualTo("Const");
        assertThat(node(decided, "switch").inputs()).containsExactly(new NodeInput("v", 0), new NodeInput("pred", 0));
        assertThat(told).isEmpty();
    }

    @Test
    void aVariableBecomesTheConstantThatItHolds() throws Exception {
        Graph graph = Graphs.of("v = VariableV2()" + VARIABLE, "one = Const()", "set = Assign(v, one)", "y = Neg(v)");
        TrainedState state = state(graph, "set");
        FrozenVariables variables = FrozenVariables.of(graph, state, TestOps.get());

        Graph frozen = run(new VariablesToConstants(variables, Set.of(), told::add), graph, "y");

        assertThat(names(frozen)).containsExactly("v", "y");
        assertThat(node(frozen, "v").op()).isEqualTo("Const");
    }

    /** {@code if p: v.assign_add(x)}, then something reads v; {@code z = -x if p else x} has nothing to do with it. */
    private static Graph changing() throws Exception {
        String types = " attr { key: \"Tcond\" value { type: DT_BOOL } }"
                + " attr { key: \"Tin\" value { list { type: [ %s ] } } }"
                + " attr { key: \"Tout\" value { list { %s } } }"
                + " attr { key: \"then_branch\" value { func { name: \"%s\" } } }"
                + " attr { key: \"else_branch\" value { func { name: \"%s\" } } }";
        Graph graph = Graphs.of(
                "p = Placeholder() attr { key: \"dtype\" value { type: DT_BOOL } }",
                "x = Placeholder()",
                "v = VarHandleOp()" + VARIABLE,
                "change = If(p, v, x)" + types.formatted("DT_RESOURCE, DT_FLOAT", "", "add", "none"),
                "read = ReadVariableOp(v, ^change)" + DTYPE,
                "z = If(p, x)" + types.formatted("DT_FLOAT", "type: DT_FLOAT", "negative", "same"),
                "y = Mul(read, z)");
        String handle = "input_arg { name: \"handle\" type: DT_RESOURCE } ";
        String value = "input_arg { name: \"value\" type: DT_FLOAT } ";
        String result = "output_arg { name: \"result\" type: DT_FLOAT } ";
        String node = "node_def { name: \"%s\" op: \"%s\" %s attr { key: \"%s\" value { type: DT_FLOAT } } } ";
        FunctionDefLibrary.Builder library = FunctionDefLibrary.newBuilder();
        TextFormat.merge(
                "function { signature { name: \"add\" " + handle + value + "} "
                        + node.formatted("sum", "AssignAddVariableOp", "input: \"handle\" input: \"value\"", "dtype")
                        + "control_ret { key: \"sum\" value: \"sum\" } }"
                        + "function { signature { name: \"none\" " + handle + value + "} }"
                        + "function { signature { name: \"negative\" " + value + result + "} "
                        + node.formatted("neg", "Neg", "input: \"value\"", "T")
                        + "ret { key: \"result\" value: \"neg:y:0\" } }"
                        + "function { signature { name: \"same\" " + value + result + "} "
                        + "ret { key: \"result\" value: \"value\" } }",
                library);
        return graph.withLibrary(library.build());
    }

    @Test
    void whatChangesAVariableThatIsReadBehindItIsLoweredAfterVariables() throws Exception {
        Graph graph = changing();

        Graph lowered = run(new LowerBeforeVariables(FreezeOptions.DEFAULTS, graph), graph, "y");

        assertThat(node(lowered, "change")).isEqualTo(node(graph, "change"));
        assertThat(lowered.named("z")).isNull();
        assertThat(node(lowered, "z/merge_0").op()).isEqualTo("Merge");
    }

    @Test
    void whatChangesAVariableThatStaysOneIsLoweredBefore() throws Exception {
        Graph graph = changing();
        FreezeOptions others = FreezeOptions.DEFAULTS.withVariableDenylist(Set.of("v"));

        Graph lowered = run(new LowerBeforeVariables(others, graph), graph, "y");

        assertThat(lowered.index().ops()).doesNotContain("If", "StatelessIf");
    }

    @Test
    void aBranchHandsOutWhatItMakesOfAVariable() throws Exception {
        Graph graph = changing();
        Graph whole = graph.with(Stream.concat(
                        graph.all().stream(),
                        Graphs.of("one = Const()", "set = AssignVariableOp(v, one)" + DTYPE).all().stream())
                .toList());
        FrozenVariables variables = FrozenVariables.of(graph, state(whole, "set"), TestOps.get());

        Graph frozen = run(new VariablesToConstants(variables, Set.of(), told::add), graph, "y");

        assertThat(node(frozen, "read").op()).isEqualTo("Identity");
        assertThat(node(frozen, "read").input(0)).isEqualTo(new NodeInput("change", 0));
        assertThat(told).containsExactly("v");
    }

    @Test
    void aLookUpWaitsForTheInitializerOfItsTable() throws Exception {
        Graph graph = Graphs.of(
                "table = HashTableV2()",
                "keys = Const()",
                "values = Const()",
                "fill = InitializeTableV2(table, keys, values)",
                "x = Placeholder()",
                "default = Const()",
                "y = LookupTableFindV2(table, x, default)");
        Graph needed = graph.withNodes(graph.nodes().stream()
                .filter(node -> !node.getName().equals("fill"))
                .toList());

        Graph attached = run(new AttachTables(state(graph)), needed, "y");

        assertThat(node(attached, "y").controls()).containsExactly("fill");
        assertThat(node(attached, "fill").inputs()).hasSize(3);
    }

    @Test
    void anAssetThatIsReadBecomesItsContent(@TempDir Path folder) throws Exception {
        Files.writeString(Files.createDirectories(folder.resolve("assets")).resolve("words.txt"), "a\nb\n");
        MetaGraphDef metaGraph = MetaGraphDef.newBuilder()
                .addAssetFileDef(AssetFileDef.newBuilder()
                        .setFilename("words.txt")
                        .setTensorInfo(TensorInfo.newBuilder().setName("path:0")))
                .build();
        Files.write(
                folder.resolve("saved_model.pb"),
                SavedModel.newBuilder().addMetaGraphs(metaGraph).build().toByteArray());
        Graph graph = Graphs.of("path = Const()" + STRING, "y = ReadFile(path)");
        LoadedModel model = new LoadedModel(
                graph,
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                Set.of(),
                List.of(new InputSpec(new NodeInput("y", 0), null, null)),
                Map.of(),
                Assets.of(SavedModelReader.read(folder), metaGraph),
                Set.of(),
                false);
        FreezeRequest request = new FreezeRequest(
                new OpenModel.GraphModel(graph, Path.of("graph.pb"), null),
                List.of(),
                List.of(new NodeInput("y", 0)),
                FreezeOptions.DEFAULTS,
                TestOps.get(),
                new JavaEvaluator());

        Graph read = run(new ReadAssets(TrainedState.of(graph, model, request)), graph, "y");

        assertThat(node(read, "y").op()).isEqualTo("Const");
        assertThat(Objects.requireNonNull(node(read, "y").attr("value"))
                        .getTensor()
                        .getStringVal(0)
                        .toStringUtf8())
                .isEqualTo("a\nb\n");
    }
}
