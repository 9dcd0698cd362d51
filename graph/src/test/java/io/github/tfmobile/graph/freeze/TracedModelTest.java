package io.github.tfmobile.graph.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import io.github.tfmobile.graph.runtime.TensorFlowRuntime;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import io.github.tfmobile.graph.testing.TensorValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Models that TensorFlow 2 traced, with constructs that the corpus has not. */
@Tag("corpus")
@Tag("runtime")
class TracedModelTest {

    static Stream<Arguments> models() {
        return Stream.of("case", "gather", "tables", "dense_tables", "training")
                .flatMap(name -> Stream.of(FreezeOptions.ControlFlow.values())
                        .map(controlFlow -> Arguments.of(Corpus.at("freeze/" + name), controlFlow)));
    }

    @ParameterizedTest
    @MethodSource("models")
    void givesTheRecordedOutputs(CorpusCase model, FreezeOptions.ControlFlow controlFlow) throws ProblemException {
        FreezeResult result = freeze(model, FreezeOptions.DEFAULTS.withControlFlow(controlFlow));
        FreezeTesting.assertFrozen(result.graph());
        FreezeTesting.assertGives(result.graph(), model.tensors("inputs"), model.tensors("outputs"), List.of());
    }

    @ParameterizedTest
    @EnumSource(FreezeOptions.ControlFlow.class)
    void takesTheSameBranchesAsTheModel(FreezeOptions.ControlFlow controlFlow) throws ProblemException {
        CorpusCase model = Corpus.at("freeze/case");
        FreezeResult result = freeze(model, FreezeOptions.DEFAULTS.withControlFlow(controlFlow));
        TensorFlowRuntime runtime = TensorFlowRuntime.load();
        TensorProto x = model.tensors("inputs").stream()
                .filter(input -> input.name().equals("x"))
                .findFirst()
                .orElseThrow()
                .value()
                .toProto();
        try (TensorFlowRuntime.RuntimeSession original =
                        runtime.openSavedModel(model.path("saved_model"), Set.of("serve"));
                TensorFlowRuntime.RuntimeSession frozen = runtime.open(result.graph())) {
            for (int which : new int[] {-1, 0, 1, 2, 3, 100}) {
                Map<NodeInput, TensorProto> feeds = new LinkedHashMap<>();
                feeds.put(new NodeInput("x", 0), x);
                feeds.put(new NodeInput("which", 0), scalar(which));
                Map<NodeInput, TensorProto> before = new LinkedHashMap<>();
                feeds.forEach((name, value) -> before.put(FreezeTesting.old(result, name), value));
                NodeInput output = new NodeInput("r", 0);
                TensorProto expected = original.run(before, List.of(FreezeTesting.old(result, output)))
                        .get(0);
                TensorProto actual = frozen.run(feeds, List.of(output)).get(0);
                assertThat(TensorValue.of(actual)).as("branch %d", which).isEqualTo(TensorValue.of(expected));
            }
        }
    }

    @Test
    void decidesBranchesInNestedFunctionsByAConstantFeed() throws ProblemException {
        CorpusCase model = Corpus.at("freeze/training");
        FreezeResult result = freeze(model, FreezeOptions.DEFAULTS.withFeeds(Map.of("training", "false")));
        assertThat(FreezeTesting.ops(result.graph()))
                .doesNotContain("If", "Switch", "Merge", "RandomUniform", "Mean")
                .contains("MatMul", "Sub");
        FreezeTesting.assertGives(result.graph(), model.tensors("inputs"), model.tensors("outputs"), List.of());
    }

    @Test
    void looksUpTablesWithoutAnybodyRunningInitializers() throws ProblemException {
        CorpusCase model = Corpus.at("freeze/tables");
        Graph frozen = freeze(model, FreezeOptions.DEFAULTS).graph();
        assertThat(FreezeTesting.ops(frozen)).contains("HashTableV2", "MutableHashTableV2", "LookupTableImportV2");
        assertThat(frozen.nodes())
                .filteredOn(node -> node.getOp().equals("LookupTableFindV2"))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"look", "learn"})
    void fillsATableFromTheCheckpointWhateverASignatureInserts(String signature) throws ProblemException {
        CorpusCase model = Corpus.at("freeze/learning_table");
        FreezeResult result = FreezeTesting.freeze(
                new OpenModel.SavedModelDirectory(
                        model.path("saved_model"), new TreeSet<>(List.of("serve")), List.of(signature)),
                List.of(),
                FreezeOptions.DEFAULTS);
        assertThat(FreezeTesting.ops(result.graph()).contains("LookupTableInsertV2"))
                .isEqualTo(signature.equals("learn"));
        FreezeTesting.assertGives(result.graph(), model.tensors("inputs"), model.tensors(signature), List.of());
    }

    private static TensorProto scalar(int value) {
        return TensorProto.newBuilder()
                .setDtype(DataType.DT_INT32)
                .setTensorShape(TensorShapeProto.getDefaultInstance())
                .addIntVal(value)
                .build();
    }

    private static FreezeResult freeze(CorpusCase model, FreezeOptions options) throws ProblemException {
        return FreezeTesting.freeze(
                new OpenModel.SavedModelDirectory(
                        model.path("saved_model"), new TreeSet<>(List.of("serve")), List.of()),
                List.of(),
                options);
    }
}
