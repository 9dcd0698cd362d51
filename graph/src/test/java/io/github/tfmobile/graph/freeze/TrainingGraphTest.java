package io.github.tfmobile.graph.freeze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import io.github.tfmobile.graph.testing.TensorValue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.NodeDef;

/** What is left of training: dropout, batch norm updates, moving averages, references. */
@Tag("corpus")
@Tag("runtime")
class TrainingGraphTest {

    @Test
    void takesDropoutOutThatKeepsEverything() throws ProblemException {
        CorpusCase model = Corpus.at("freeze/dropout");
        Graph frozen = freeze(model, FreezeOptions.DEFAULTS.withFeeds(Map.of("keep_prob", "1.0")), "y");
        assertThat(FreezeTesting.ops(frozen)).containsExactly("AddV2", "Const", "Identity", "MatMul", "Placeholder");
        FreezeTesting.assertGives(frozen, model.tensors("inputs"), model.tensors("outputs"), List.of());
    }

    @Test
    void leavesDropoutThatDropsSomething() throws ProblemException {
        CorpusCase model = Corpus.at("freeze/dropout");
        Graph frozen = freeze(model, FreezeOptions.DEFAULTS.withFeeds(Map.of("keep_prob", "0.5")), "y");
        assertThat(FreezeTesting.ops(frozen)).contains("RandomUniform", "Floor", "SelectV2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"old_out", "mid_out", "new_out", "stateless_out"})
    void takesDropoutOutWhoseMaskBroadcastsToTheTensor(String output) throws ProblemException {
        CorpusCase model = Corpus.at("freeze/noise_shape");
        Graph frozen =
                freeze(model, FreezeOptions.DEFAULTS.withFeeds(Map.of("keep_prob", "1.0", "rate", "0.0")), output);
        assertThat(FreezeTesting.ops(frozen)).containsExactly("AddV2", "Const", "Conv2D", "Identity", "Placeholder");
        FreezeTesting.assertGives(
                frozen,
                model.tensors("inputs"),
                model.tensors("outputs").stream()
                        .filter(recorded -> recorded.name().equals(output))
                        .toList(),
                List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"wide_out", "other_out"})
    void leavesDropoutWhoseMaskMayGiveAnotherShape(String output) throws ProblemException {
        CorpusCase model = Corpus.at("freeze/noise_shape");
        Graph frozen =
                freeze(model, FreezeOptions.DEFAULTS.withFeeds(Map.of("keep_prob", "1.0", "rate", "0.0")), output);
        assertThat(FreezeTesting.ops(frozen)).contains("RandomUniform", "GreaterEqual");
    }

    @Test
    void removesTheTrainingBranchWithItsUpdates() throws ProblemException {
        CorpusCase model = Corpus.at("freeze/batchnorm");
        Graph frozen = freeze(model, FreezeOptions.DEFAULTS.withFeeds(Map.of("is_training", "false")), "y");
        assertThat(FreezeTesting.ops(frozen)).containsExactly("Const", "FusedBatchNormV3", "Identity", "Placeholder");
        NodeDef norm = frozen.nodes().stream()
                .filter(node -> node.getOp().equals("FusedBatchNormV3"))
                .findFirst()
                .orElseThrow();
        assertThat(norm.getAttrOrThrow("is_training").getB()).isFalse();
        FreezeTesting.assertGives(frozen, model.tensors("inputs"), model.tensors("outputs"), List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nested", "cased", "looped"})
    void decidesConditionsWithinConditionsAndLoops(String output) throws ProblemException {
        CorpusCase model = Corpus.at("freeze/nested_training");
        Graph frozen = freeze(
                model,
                FreezeOptions.DEFAULTS.withFeeds(Map.of("is_training", "false", "mode", "serve", "keep_prob", "1.0")),
                output);
        FreezeTesting.assertFrozen(frozen);
        assertThat(FreezeTesting.ops(frozen))
                .doesNotContain("RandomUniform", "GreaterEqual", "SelectV2", "Mean", "LogicalNot", "Equal");
        assertThat(FreezeTesting.ops(frozen).contains("Switch")).isEqualTo(output.equals("looped"));
        assertThat(frozen.nodes())
                .filteredOn(node -> node.getOp().equals("Merge"))
                .allSatisfy(merge -> assertThat(merge.getInput(1)).contains("NextIteration"));
        FreezeTesting.assertGives(
                frozen,
                model.tensors("inputs"),
                model.tensors("outputs").stream()
                        .filter(recorded -> recorded.name().equals(output))
                        .toList(),
                List.of());
    }

    @Test
    void keepsTheGradientThatAFunctionHasOfItsOwn() throws ProblemException {
        CorpusCase model = Corpus.at("freeze/custom_gradient");
        Graph frozen = freeze(model, FreezeOptions.DEFAULTS, "y");
        assertThat(frozen.library().getGradientList())
                .extracting(gradient -> gradient.getFunctionName() + " " + gradient.getGradientFunc())
                .containsExactly("curve slope");
        FreezeTesting.assertGives(frozen, model.tensors("inputs"), model.tensors("outputs"), List.of());
    }

    @Test
    void turnsReferencesIntoValuesWhereTheBranchStays() throws ProblemException {
        CorpusCase model = Corpus.at("freeze/batchnorm");
        Graph frozen = freeze(model, FreezeOptions.DEFAULTS, "y");
        FreezeTesting.assertFrozen(frozen);
        assertThat(FreezeTesting.ops(frozen)).contains("Switch", "Merge").doesNotContain("RefSwitch", "AssignSub");
        FreezeTesting.assertGives(frozen, model.tensors("inputs"), model.tensors("outputs"), List.of());
    }

    @Test
    void rewritesReferenceOpsToTheirValueForms() throws ProblemException {
        CorpusCase model = Corpus.at("freeze/refs");
        Graph frozen = freeze(model, FreezeOptions.DEFAULTS, "y");
        assertThat(FreezeTesting.ops(frozen))
                .containsExactly("AddV2", "Const", "Identity", "Merge", "Placeholder", "Switch");
        FreezeTesting.assertGives(frozen, model.tensors("inputs"), model.tensors("outputs"), List.of());
    }

    @Test
    void freezesALoopOverAVariableAndKnowsItsInitialized() throws ProblemException {
        CorpusCase model = Corpus.at("freeze/updates");
        Graph frozen = freeze(model, FreezeOptions.DEFAULTS, "z", "initialized");
        FreezeTesting.assertFrozen(frozen);
        assertThat(FreezeTesting.ops(frozen)).doesNotContain("IsVariableInitialized");
        FreezeTesting.assertGives(frozen, model.tensors("inputs"), model.tensors("outputs"), List.of());
    }

    @Test
    void dropsUpdatesThatAnOutputOnlyWaitsFor() throws ProblemException {
        Graph frozen = freeze(Corpus.at("freeze/updates"), FreezeOptions.DEFAULTS, "y");
        FreezeTesting.assertFrozen(frozen);
        assertThat(FreezeTesting.ops(frozen)).isSubsetOf("AddV2", "Const", "Identity", "NoOp", "Placeholder");
    }

    @Test
    void computesWhatAnOutputReadsOfAnUpdate() throws ProblemException {
        Graph frozen = freeze(Corpus.at("freeze/updates"), FreezeOptions.DEFAULTS, "decreased");
        FreezeTesting.assertFrozen(frozen);
        assertThat(frozen.nodes())
                .filteredOn(node -> node.getName().equals("sub"))
                .extracting(NodeDef::getOp)
                .containsExactly("Sub");
    }

    @ParameterizedTest
    @EnumSource(FreezeOptions.ControlFlow.class)
    void freezesVariablesWithinFunctions(FreezeOptions.ControlFlow controlFlow) throws ProblemException {
        // "z" comes from a While whose body makes the variable itself.
        CorpusCase model = Corpus.at("freeze/function_variables");
        FreezeResult result = FreezeTesting.freeze(
                FreezeTesting.graph(model),
                List.of(NodeInput.parse("z")),
                FreezeOptions.DEFAULTS.withControlFlow(controlFlow));
        FreezeTesting.assertFrozen(result.graph());
        // A variable within a function that is written out is one of the graph.
        assertThat(result.frozenVariables())
                .containsExactly(controlFlow == FreezeOptions.ControlFlow.LOWER ? "While/body/VarHandleOp" : "scope/w");
        FreezeTesting.assertGives(
                result.graph(),
                model.tensors("inputs"),
                model.tensors("outputs").stream()
                        .filter(output -> output.name().equals("z"))
                        .toList(),
                List.of());
    }

    @Test
    void freezesVariablesWithinAFunctionThatCallsItself() throws ProblemException {
        CorpusCase model = Corpus.at("freeze/function_variables");
        FreezeResult result = FreezeTesting.freeze(
                FreezeTesting.graph(model),
                List.of(NodeInput.parse("y")),
                FreezeOptions.DEFAULTS.withControlFlow(FreezeOptions.ControlFlow.KEEP));
        FreezeTesting.assertFrozen(result.graph());
        assertThat(result.frozenVariables()).containsExactly("only/inside", "scope/w");
        // TensorFlow 2.18 and 2.21 crash on a function that calls itself, whatever is in it: only looked at, not run.
        Map<String, List<Double>> constants = new TreeMap<>();
        result.graph()
                .library()
                .getFunctionList()
                .forEach(function -> function.getNodeDefList().stream()
                        .filter(node -> node.getName().equals("VarHandleOp"))
                        .forEach(node -> constants.put(
                                function.getSignature().getName(),
                                DoubleStream.of(TensorValue.of(node.getAttrOrThrow("value")
                                                        .getTensor())
                                                .doubles())
                                        .boxed()
                                        .toList())));
        assertThat(constants).isEqualTo(Map.of("Again", List.of(1.5, 2.0, -1.0), "Stop", List.of(10.0, 20.0, 30.0)));
        assertThat(result.graph().library().getFunctionList())
                .extracting(function -> function.getSignature().getName())
                .containsExactly("Again", "Rec", "Stop");
    }

    @Test
    void takesMovingAveragesInPlaceOfVariables() throws ProblemException {
        CorpusCase model = Corpus.at("freeze/updates");
        FreezeResult result = FreezeTesting.freeze(
                FreezeTesting.graph(model),
                List.of(NodeInput.parse("z"), NodeInput.parse("inc")),
                FreezeOptions.DEFAULTS.withMovingAverages(FreezeOptions.MOVING_AVERAGE));
        NodeDef variable = result.graph().find("v");
        assertThat(variable).isNotNull();
        assertThat(TensorValue.of(variable.getAttrOrThrow("value").getTensor()).doubles())
                .containsExactly(10, 20, 30);
        assertThat(result.notes())
                .containsExactly(
                        "the checkpoint has no moving average of 1 of the variables, their own values are taken: n",
                        "running the model changes variables; the frozen graph starts every run with the values of the"
                                + " checkpoint: n");
    }

    @Test
    void refusesASuffixThatNoMovingAverageHas() throws ProblemException {
        CorpusCase model = Corpus.at("freeze/updates");
        OpenModel.GraphModel source = FreezeTesting.graph(model);
        assertThatThrownBy(() -> FreezeTesting.freeze(
                        source, List.of(NodeInput.parse("z")), FreezeOptions.DEFAULTS.withMovingAverages("ema")))
                .isInstanceOf(ProblemException.class)
                .hasMessage("movingAverages: the checkpoint has no moving average of any variable that the outputs"
                        + " need: \"ema\"\n  at "
                        + model.path("model.ckpt")
                        + "\n  Give the suffix that the training used, or leave movingAverages"
                        + " out.");
    }

    @Test
    void refusesAnOutputOfTheBranchThatIsNeverTaken() throws ProblemException {
        CorpusCase model = Corpus.at("freeze/batchnorm");
        OpenModel.GraphModel source = FreezeTesting.graph(model);
        String output = source.graph().nodes().stream()
                .filter(node -> node.getOp().equals("FusedBatchNormV3")
                        && node.getAttrOrThrow("is_training").getB())
                .findFirst()
                .orElseThrow()
                .getName();
        assertThatThrownBy(() -> FreezeTesting.freeze(
                        source,
                        List.of(NodeInput.parse(output)),
                        FreezeOptions.DEFAULTS.withFeeds(Map.of("is_training", "false"))))
                .isInstanceOf(ProblemException.class)
                .hasMessage("outputs: node \"" + output + "\" is in a branch that is never taken\n  at "
                        + model.path("graph.pb")
                        + "\n  Choose an output of the other branch, or other constants: feeds.");
    }

    private static Graph freeze(CorpusCase model, FreezeOptions options, String... outputs) throws ProblemException {
        return FreezeTesting.freeze(
                        FreezeTesting.graph(model),
                        List.of(outputs).stream().map(NodeInput::parse).toList(),
                        options)
                .graph();
    }
}
