package io.github.tfmobile.graph.freeze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Functions that capture variables, whatever op runs them, and what an update makes of a variable. */
@Tag("corpus")
@Tag("runtime")
class CapturedVariablesTest {

    private static final CorpusCase MODEL = Corpus.at("freeze/captured");

    @ParameterizedTest
    @ValueSource(strings = {"reduced", "filtered", "scanned", "windows", "iterated", "sliced", "batched", "deep"})
    void givesTheFunctionsConstants(String signature) throws ProblemException {
        List<FreezeResult> results = freezeBoth(signature);
        assertThat(results).allSatisfy(result -> assertThat(result.notes()).isEmpty());
        FreezeTesting.assertSame(MODEL.path("saved_model"), results, feeds());
    }

    /**
     * Updates of some elements, calls that must run one after the other, the state of a random number generator, and
     * what branches and loops hand on from one to the next.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "buffer; buffer",
                "calls; count",
                "drawn; StateVar",
                "undrawn; StateVar",
                "inside; count",
                "until; count",
                "chosen; count, weights",
                "ring; buffer, count",
                "unread; count"
            })
    void computesWhatTheFirstRunOfTheModelDoes(String signature, String changed) throws ProblemException {
        List<FreezeResult> results = freezeBoth(signature);
        assertThat(results)
                .allSatisfy(result -> assertThat(result.notes())
                        .containsExactly("running the model changes variables; the frozen graph starts every run with"
                                + " the values of the checkpoint: " + changed));
        FreezeTesting.assertSame(MODEL.path("saved_model"), results, feeds());
    }

    /** A dataset runs its functions later, and often. */
    @ParameterizedTest
    @CsvSource({
        "later, call/MapDataset, count, call/AssignVariableOp",
        "counted, AssignAddVariableOp, count, AssignAddVariableOp",
        "counted, call/MapDataset, count, call/MapDataset",
        "drawn_twice, call/stateful_normal_1/RngReadAndSkip, StateVar, call/stateful_normal/RngReadAndSkip"
    })
    void refusesToGuessWhatAFunctionReads(String signature, String reader, String variable, String update) {
        for (FreezeOptions.ControlFlow controlFlow : FreezeOptions.ControlFlow.values()) {
            ProblemException problem =
                    catchThrowableOfType(ProblemException.class, () -> freeze(signature, controlFlow));
            assertThat(problem).isNotNull();
            assertThat(problem.problems())
                    .extracting(one -> one.text().replaceAll("StatefulPartitionedCall(_\\d+)?/", "call/"))
                    .contains("node \"" + reader + "\": it reads variable \"" + variable + "\" after node \"" + update
                            + "\" has changed it, and what it then reads is no constant\n  at "
                            + MODEL.path("saved_model")
                            + "\n  A frozen graph has no variable to change. Choose outputs of the inference part of"
                            + " the graph, or leave the variable one: variableDenylist"
                            + ".");
        }
    }

    private static List<FreezeResult> freezeBoth(String signature) throws ProblemException {
        List<FreezeResult> results = new ArrayList<>();
        for (FreezeOptions.ControlFlow controlFlow : FreezeOptions.ControlFlow.values()) {
            FreezeResult result = freeze(signature, controlFlow);
            FreezeTesting.assertFrozen(result.graph());
            results.add(result);
        }
        return results;
    }

    private static FreezeResult freeze(String signature, FreezeOptions.ControlFlow controlFlow)
            throws ProblemException {
        return FreezeTesting.freeze(
                new OpenModel.SavedModelDirectory(
                        MODEL.path("saved_model"), new TreeSet<>(List.of("serve")), List.of(signature)),
                List.of(),
                FreezeOptions.DEFAULTS.withControlFlow(controlFlow));
    }

    private static Map<NodeInput, TensorProto> feeds() {
        TensorProto.Builder x = TensorProto.newBuilder()
                .setDtype(DataType.DT_FLOAT)
                .setTensorShape(TensorShapeProto.newBuilder()
                        .addDim(TensorShapeProto.Dim.newBuilder().setSize(4))
                        .addDim(TensorShapeProto.Dim.newBuilder().setSize(3)));
        for (float value : new float[] {0.3f, -1.7f, 2.9f, -0.4f, 0.1f, 1.1f, 0.7f, 0.2f, -2.3f, -1.2f, 3.1f, 0.6f}) {
            x.addFloatVal(value);
        }
        return Map.of(new NodeInput("x", 0), x.build());
    }
}
