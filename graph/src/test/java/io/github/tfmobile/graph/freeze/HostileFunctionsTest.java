package io.github.tfmobile.graph.freeze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** Function libraries that nobody's program makes: each ends in one message, soon and without much memory. */
class HostileFunctionsTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** How functions call the next one. */
    enum Call {
        PARTITIONED_CALL,
        IF,
        WHILE
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void refusesFunctionsThatAreNestedWithoutEnd(Call call) {
        List<FunctionDef> functions = new ArrayList<>(chain(call, 50_000));
        // One changes a variable: who reads and changes what is then looked up, too.
        functions.set(
                0,
                functions.get(0).toBuilder()
                        .addNodeDef(NodeDef.newBuilder().setName("assign").setOp("AssignVariableOp"))
                        .build());
        for (FreezeOptions.ControlFlow controlFlow : FreezeOptions.ControlFlow.values()) {
            String message = freeze(functions, controlFlow);
            assertThat(message)
                    .matches(
                            "function \"f20[01]\": functions call each other more than 200 deep\n"
                                    + "  The file is damaged, or the function calls itself without end; save the model again\\.");
        }
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void refusesFunctionsThatCallThemselvesWhereTheyAreWrittenOut(Call call) {
        List<FunctionDef> functions = new ArrayList<>(chain(call, 3));
        // f2 calls f0 again.
        functions.set(2, function(2, node(call, "f0")));
        String message = freeze(functions, FreezeOptions.ControlFlow.LOWER);
        if (call == Call.PARTITIONED_CALL) {
            assertThat(message).isEmpty(); // the call stays
        } else {
            assertThat(message)
                    .matches("node \"[a-z0-9/_]*\": function \"f1\" calls itself\n"
                            + "  A function that calls itself cannot be written out\\. Keep If and While as functions, and"
                            + " mind that the mobile builds of TensorFlow 1\\.x cannot run them\\.");
        }
        assertThat(freeze(functions, FreezeOptions.ControlFlow.KEEP)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void countsWhatWrittenOutFunctionsMakeBeforeItMakesThem(Call call) {
        List<FunctionDef> functions = new ArrayList<>(chain(call, 40));
        for (int i = 0; i < functions.size() - 1; i++) {
            functions.set(
                    i,
                    functions.get(i).toBuilder()
                            .addNodeDef(node(call, "f" + (i + 1)).toBuilder().setName("again"))
                            .build());
        }
        assertThat(freeze(functions, FreezeOptions.ControlFlow.LOWER))
                .matches("function library: the functions written out where they are called make"
                        + " ([0-9,]{15,} nodes|more nodes than any computer holds), the graph has 8[0-9] with them\n"
                        + "  Functions that call each other many times cannot be written out\\."
                        + " Keep the model's functions smaller\\.");
    }

    @Test
    void refusesAFunctionThatCallsItselfWithoutEnd() {
        // if (true) f0()
        FunctionDef function =
                function(
                                0,
                                node(Call.IF, "f0").toBuilder()
                                        .setInput(0, "true:output:0")
                                        .build())
                        .toBuilder()
                        .addNodeDef(
                                Constants.node("true", Constants.scalar(true)).message())
                        .build();
        for (FreezeOptions.ControlFlow controlFlow : FreezeOptions.ControlFlow.values()) {
            assertThat(freeze(List.of(function), controlFlow))
                    .isEqualTo("function \"f0\": functions call each other more than 200 deep\n"
                            + "  The file is damaged, or the function calls itself without end; save the model again.");
        }
    }

    private static String freeze(List<FunctionDef> functions, FreezeOptions.ControlFlow controlFlow) {
        GraphDef graph = GraphDef.newBuilder()
                .addNode(NodeDef.newBuilder()
                        .setName("x")
                        .setOp("Placeholder")
                        .putAttr("dtype", Attrs.type(DataType.DT_BOOL)))
                .addNode(node(Call.PARTITIONED_CALL, "f0"))
                .addNode(NodeDef.newBuilder()
                        .setName("out")
                        .setOp("Identity")
                        .addInput("next")
                        .putAttr("T", Attrs.type(DataType.DT_BOOL)))
                .setLibrary(FunctionDefLibrary.newBuilder().addAllFunction(functions))
                .build();
        ProblemException problem = catchThrowableOfType(
                ProblemException.class,
                () -> assertTimeout(
                        LIMIT,
                        () -> FreezeTesting.freeze(
                                new OpenModel.GraphModel(Graph.of(graph), null, null),
                                List.of(NodeInput.parse("out")),
                                FreezeOptions.DEFAULTS.withControlFlow(controlFlow))));
        return problem == null ? "" : String.valueOf(problem.getMessage());
    }

    private static List<FunctionDef> chain(Call call, int count) {
        List<FunctionDef> functions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            functions.add(function(
                    i,
                    i + 1 < count
                            ? node(call, "f" + (i + 1))
                            : NodeDef.newBuilder()
                                    .setName("next")
                                    .setOp("Identity")
                                    .addInput("x")
                                    .putAttr("T", Attrs.type(DataType.DT_BOOL))
                                    .build()));
        }
        return functions;
    }

    private static FunctionDef function(int number, NodeDef node) {
        return FunctionDef.newBuilder()
                .setSignature(OpDef.newBuilder()
                        .setName("f" + number)
                        .addInputArg(OpDef.ArgDef.newBuilder().setName("x").setType(DataType.DT_BOOL))
                        .addOutputArg(OpDef.ArgDef.newBuilder().setName("y").setType(DataType.DT_BOOL)))
                .addNodeDef(node)
                .putRet("y", "next:output:0")
                .build();
    }

    private static NodeDef node(Call call, String function) {
        AttrValue.Builder types = AttrValue.newBuilder();
        types.getListBuilder().addType(DataType.DT_BOOL);
        AttrValue named = AttrValue.newBuilder()
                .setFunc(NameAttrList.newBuilder().setName(function))
                .build();
        NodeDef.Builder node = NodeDef.newBuilder().setName("next").addInput("x");
        return switch (call) {
            case PARTITIONED_CALL ->
                node.setOp("StatefulPartitionedCall")
                        .putAttr("Tin", types.build())
                        .putAttr("Tout", types.build())
                        .putAttr("f", named)
                        .build();
            case IF ->
                node.setOp("If")
                        .addInput("x")
                        .putAttr("Tcond", Attrs.type(DataType.DT_BOOL))
                        .putAttr("Tin", types.build())
                        .putAttr("Tout", types.build())
                        .putAttr("then_branch", named)
                        .putAttr("else_branch", named)
                        .build();
            case WHILE ->
                node.setOp("While")
                        .putAttr("T", types.build())
                        .putAttr("cond", named)
                        .putAttr("body", named)
                        .build();
        };
    }
}
