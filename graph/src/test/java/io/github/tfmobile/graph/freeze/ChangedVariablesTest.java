package io.github.tfmobile.graph.freeze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.runtime.TensorFlowRuntime;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import io.github.tfmobile.graph.testing.TensorValue;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.problem.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Models that change their variables while they run: whoever reads one behind that gets the new value, or is refused. */
class ChangedVariablesTest {

    private static final CorpusCase MODEL = Corpus.at("freeze/state");

    /** The signatures, and the variables that they change for the next run. */
    @ParameterizedTest
    @CsvSource({
        "stream, state",
        "sums, count",
        "recurrent, state",
        "inside, count",
        "before, count",
        "rounds, count",
        "unread, count",
        "callee, count"
    })
    void computesWhatTheFirstRunOfTheModelDoes(String signature, String changed) throws ProblemException {
        List<FreezeResult> results = new ArrayList<>();
        for (FreezeOptions.ControlFlow controlFlow : FreezeOptions.ControlFlow.values()) {
            FreezeResult result = freeze(signature, controlFlow);
            FreezeTesting.assertFrozen(result.graph());
            assertThat(result.notes())
                    .containsExactly("running the model changes variables; the frozen graph starts every run with the"
                            + " values of the checkpoint: " + changed);
            results.add(result);
        }
        Set<Map<NodeInput, TensorProto>> feeds = new LinkedHashSet<>();
        for (int rounds : new int[] {0, 3}) {
            feeds.add(feeds(results.get(0), false, rounds));
            feeds.add(feeds(results.get(0), true, rounds));
        }
        for (Map<NodeInput, TensorProto> feed : feeds) {
            assertSame(results, feed);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "scatter; ReadVariableOp; state; ResourceScatterNdUpdate; ReadVariableOp; ResourceScatterNdUpdate",
                "after; ReadVariableOp; count; cond/then/cond/AssignVariableOp; ReadVariableOp; cond",
                "carried; while/body/while/mul/ReadVariableOp; count; while/body/while/AssignAddVariableOp;"
                        + " -while/mul/ReadVariableOp; -while/AssignAddVariableOp",
                "condition; while/cond/while/ReadVariableOp; count; while/body/while/AssignAddVariableOp; while; while"
            })
    void refusesToGuessWhatAnUpdateMakesOfAVariable(
            String signature, String reader, String variable, String update, String kept, String keptUpdate) {
        assertRefused(signature, FreezeOptions.ControlFlow.LOWER, reader, variable, update);
        assertRefused(signature, FreezeOptions.ControlFlow.KEEP, kept, variable, keptUpdate);
    }

    private static void assertRefused(
            String signature, FreezeOptions.ControlFlow controlFlow, String reader, String variable, String update) {
        ProblemException problem = catchThrowableOfType(ProblemException.class, () -> freeze(signature, controlFlow));
        assertThat(problem).isNotNull();
        // Each signature is a call of its own, of some number.
        assertThat(String.valueOf(problem.getMessage())
                        .replaceAll("StatefulPartitionedCall(_\\d+)?/StatefulPartitionedCall/", "call/"))
                .isEqualTo("node \"" + name(reader) + "\": it reads variable \"" + variable + "\" after node \""
                        + name(update) + "\" has changed it, and what it then reads is no constant\n  at "
                        + MODEL.path("saved_model")
                        + "\n  A frozen graph has no variable to change. Choose outputs of the inference part of the"
                        + " graph, or leave the variable one: <variableDenylist> (-Dtfmobile.variableDenylist).");
    }

    /** A node of the signature's function, or with a dash before it of a function that is kept. */
    private static String name(String node) {
        return node.startsWith("-") ? node.substring(1) : "call/" + node;
    }

    private static FreezeResult freeze(String signature, FreezeOptions.ControlFlow controlFlow)
            throws ProblemException {
        return FreezeTesting.freeze(
                new ModelSource.SavedModelSource(
                        MODEL.path("saved_model"), new TreeSet<>(List.of("serve")), List.of(signature)),
                List.of(),
                FreezeOptions.DEFAULTS.withControlFlow(controlFlow));
    }

    private static Map<NodeInput, TensorProto> feeds(FreezeResult result, boolean flag, int rounds) {
        Map<NodeInput, TensorProto> feeds = new LinkedHashMap<>();
        result.inputs()
                .forEach(input -> feeds.put(
                        input.tensor(),
                        switch (input.tensor().node()) {
                            case "t" -> Constants.bool(flag);
                            case "n" -> Constants.integer(Dtype.of(DataType.DT_INT32), rounds);
                            default ->
                                TensorProto.newBuilder()
                                        .setDtype(DataType.DT_FLOAT)
                                        .setTensorShape(TensorShapeProto.newBuilder()
                                                .addDim(TensorShapeProto.Dim.newBuilder()
                                                        .setSize(3)))
                                        .addFloatVal(0.3f)
                                        .addFloatVal(-1.7f)
                                        .addFloatVal(2.9f)
                                        .build();
                        }));
        return feeds;
    }

    private static void assertSame(List<FreezeResult> results, Map<NodeInput, TensorProto> feeds)
            throws ProblemException {
        TensorFlowRuntime runtime = TensorFlowRuntime.load();
        FreezeResult first = results.get(0);
        List<NodeInput> outputs =
                first.outputs().stream().map(output -> output.tensor()).toList();
        Map<NodeInput, TensorProto> before = new LinkedHashMap<>();
        feeds.forEach((name, value) -> before.put(FreezeTesting.old(first, name), value));
        List<TensorValue> expected;
        // A session of its own: the next run starts with what this one leaves behind.
        try (TensorFlowRuntime.RuntimeSession original =
                runtime.openSavedModel(MODEL.path("saved_model"), Set.of("serve"))) {
            expected =
                    original
                            .run(
                                    before,
                                    outputs.stream()
                                            .map(name -> FreezeTesting.old(first, name))
                                            .toList())
                            .stream()
                            .map(TensorValue::of)
                            .toList();
        }
        for (FreezeResult result : results) {
            assertThat(runtime.run(result.graph(), feeds, outputs))
                    .extracting(TensorValue::of)
                    .as("%s", feeds)
                    .isEqualTo(expected);
        }
    }
}
