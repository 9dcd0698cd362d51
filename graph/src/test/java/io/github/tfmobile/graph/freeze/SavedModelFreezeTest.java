package io.github.tfmobile.graph.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import io.github.tfmobile.graph.testing.GraphComparison;
import io.github.tfmobile.graph.testing.TensorValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.NodeDef;

@Tag("corpus")
@Tag("runtime")
class SavedModelFreezeTest {

    static Stream<Arguments> signatures() {
        List<Arguments> signatures = new ArrayList<>();
        for (CorpusCase model : Corpus.cases("saved_model")) {
            for (Map<String, Object> signature : model.objects("signatures")) {
                for (FreezeOptions.ControlFlow controlFlow : FreezeOptions.ControlFlow.values()) {
                    signatures.add(Arguments.of(model, signature, controlFlow));
                }
            }
        }
        return signatures.stream();
    }

    @ParameterizedTest
    @MethodSource("signatures")
    void givesTheRecordedOutputs(CorpusCase model, Map<String, Object> signature, FreezeOptions.ControlFlow controlFlow)
            throws ProblemException {
        String name = String.valueOf(signature.get("signature"));
        FreezeResult result = FreezeTesting.freeze(
                new OpenModel.SavedModelDirectory(
                        model.path("saved_model"), new TreeSet<>(List.of("serve")), List.of(name)),
                List.of(),
                FreezeOptions.DEFAULTS.withControlFlow(controlFlow));
        FreezeTesting.assertFrozen(result.graph());
        assertThat(FreezeTesting.ops(result.graph())).noneMatch(op -> op.endsWith("PartitionedCall"));
        assertThat(result.inputs())
                .extracting(input -> input.tensor().toString())
                .containsExactlyInAnyOrderElementsOf(names(model.tensors(signature, "inputs")));
        assertThat(result.outputs())
                .extracting(output -> output.tensor().toString())
                .containsExactlyInAnyOrderElementsOf(names(model.tensors(signature, "outputs")));
        FreezeTesting.assertGives(
                result.graph(), model.tensors(signature, "inputs"), model.tensors(signature, "outputs"), List.of());
    }

    private static List<String> names(List<CorpusCase.Recorded> tensors) {
        return tensors.stream().map(CorpusCase.Recorded::name).toList();
    }

    @ParameterizedTest
    @MethodSource("signatures")
    void hasNoOpsThatTheRealToolHasNot(
            CorpusCase model, Map<String, Object> signature, FreezeOptions.ControlFlow controlFlow)
            throws ProblemException {
        String name = String.valueOf(signature.get("signature"));
        Graph frozen = FreezeTesting.freeze(
                        source(model, "serve", name), List.of(), FreezeOptions.DEFAULTS.withControlFlow(controlFlow))
                .graph();
        String suffix = model.has("frozen_" + name + ".pb") ? "_" + name : "";
        String real = controlFlow == FreezeOptions.ControlFlow.KEEP && model.has("frozen_nolower" + suffix + ".pb")
                ? "frozen_nolower" + suffix + ".pb"
                : "frozen" + suffix + ".pb";
        Set<String> more = FreezeTesting.ops(frozen);
        more.removeAll(FreezeTesting.ops(model.graph(real)));
        switch (model.name()) {
            // The real tool leaves the table a placeholder of a resource that nobody can feed.
            case "saved_model/tf2_hash_table" -> assertThat(more).containsExactly("HashTableV2", "InitializeTableV2");
            // The real tool leaves a ResourceGather that reads a constant, which does not run.
            case "saved_model/tf2_while_if" -> assertThat(more).isSubsetOf("GatherV2");
            default -> assertThat(more).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tf1_partitioned, serve, '', frozen.pb, ''",
        // The real tool keeps the path of the vocabulary, this one its words.
        "tf1_two_meta_graphs, serve, '', frozen.pb, InitializeTableV2",
        "tf1_two_meta_graphs, train, joined, frozen_train.pb, InitializeTableV2"
    })
    void hasNoOpsOfTrainingLeft(String name, String tag, String output, String real, String more)
            throws ProblemException {
        CorpusCase model = Corpus.find("saved_model/" + name);
        Graph frozen = FreezeTesting.freeze(
                        source(model, tag), output.isEmpty() ? List.of() : outputs(output), FreezeOptions.DEFAULTS)
                .graph();
        FreezeTesting.assertFrozen(frozen);
        Set<String> ops = FreezeTesting.ops(frozen);
        ops.removeAll(FreezeTesting.ops(model.graph(real)));
        assertThat(ops).isEqualTo(more.isEmpty() ? Set.of() : Set.of(more));
    }

    @ParameterizedTest
    @MethodSource("signatures")
    void hasTheWeightsOfTheRealToolBitForBit(
            CorpusCase model, Map<String, Object> signature, FreezeOptions.ControlFlow controlFlow)
            throws ProblemException {
        String name = String.valueOf(signature.get("signature"));
        String suffix = model.has("frozen_" + name + ".pb") ? "_" + name : "";
        FreezeResult result = FreezeTesting.freeze(
                source(model, "serve", name), List.of(), FreezeOptions.DEFAULTS.withControlFlow(controlFlow));
        List<TensorValue> real = new ArrayList<>();
        for (NodeDef node : model.graph("frozen" + suffix + ".pb").nodes()) {
            if (node.getOp().equals("Const")) {
                real.add(TensorValue.of(node.getAttrOrThrow("value").getTensor()));
            }
        }
        assertThat(result.frozenVariables()).isNotEmpty();
        for (String variable : result.frozenVariables()) {
            NodeDef node = result.graph().find(variable);
            assertThat(node).isNotNull();
            assertThat(real)
                    .contains(TensorValue.of(node.getAttrOrThrow("value").getTensor()));
        }
    }

    @Test
    void givesWhatFreezeGraphGivesForPartitionedVariables() throws ProblemException {
        CorpusCase model = Corpus.find("saved_model/tf1_partitioned");
        FreezeResult result = FreezeTesting.freeze(source(model, "serve"), List.of(), FreezeOptions.DEFAULTS);
        GraphComparison.exact().assertEqual(result.graph(), model.graph("frozen.pb"));
        FreezeTesting.assertGives(result.graph(), model.tensors("inputs"), model.tensors("outputs"), List.of());
    }

    @Test
    void givesWhatFreezeGraphGivesForEachOfTwoMetaGraphs() throws ProblemException {
        CorpusCase model = Corpus.find("saved_model/tf1_two_meta_graphs");
        FreezeOptions options = FreezeOptions.DEFAULTS.withTables(FreezeOptions.Tables.WHEN_NAMED);
        String table = "text_file_init/InitializeTableFromTextFileV2";
        GraphComparison.exact()
                .assertEqual(
                        FreezeTesting.freeze(
                                        source(model, "serve", "serving_default"),
                                        outputs("probabilities", "classes", table),
                                        options)
                                .graph(),
                        model.graph("frozen.pb"));
        GraphComparison.exact()
                .assertEqual(
                        FreezeTesting.freeze(source(model, "train", "train"), outputs("joined", table), options)
                                .graph(),
                        model.graph("frozen_train.pb"));
    }

    @Test
    void makesTheVocabularyPartOfTheGraph() throws ProblemException {
        CorpusCase model = Corpus.find("saved_model/tf1_two_meta_graphs");
        FreezeResult result =
                FreezeTesting.freeze(source(model, "serve", "serving_default"), List.of(), FreezeOptions.DEFAULTS);
        assertThat(result.notes())
                .containsExactly("the vocabulary \"words.txt\" of table initializer"
                        + " \"text_file_init/InitializeTableFromTextFileV2\" is part of the graph now");
        // No file, and no initializer that somebody must run first.
        FreezeTesting.assertGives(result.graph(), model.tensors("inputs"), model.tensors("outputs"), List.of());
        FreezeResult train =
                FreezeTesting.freeze(source(model, "train", "train"), outputs("joined"), FreezeOptions.DEFAULTS);
        FreezeTesting.assertGives(
                train.graph(), model.tensors("train_inputs"), model.tensors("train_outputs"), List.of());
    }

    @Test
    void namesInputsAndOutputsOfSeveralSignaturesAfterThem() throws ProblemException {
        CorpusCase model = Corpus.find("saved_model/tf2_multi_signature");
        FreezeResult result = FreezeTesting.freeze(
                source(model, "serve", "serving_default", "similarity"), List.of(), FreezeOptions.DEFAULTS);
        assertThat(result.inputs())
                .extracting(input -> input.tensor().toString())
                .containsExactly("serving_default_x", "similarity_left", "similarity_right");
        assertThat(result.outputs())
                .extracting(output -> output.tensor().toString())
                .containsExactly("serving_default_hidden", "serving_default_prob", "similarity_cosine");
        assertThat(result.renamed())
                .containsEntry("serving_default_hidden", "StatefulPartitionedCall:0")
                .containsEntry("similarity_cosine", "StatefulPartitionedCall_1:0");
        for (Map<String, Object> signature : model.objects("signatures")) {
            String prefix = signature.get("signature") + "_";
            FreezeTesting.assertGives(
                    result.graph(),
                    prefixed(prefix, model.tensors(signature, "inputs")),
                    prefixed(prefix, model.tensors(signature, "outputs")),
                    List.of());
        }
    }

    @Test
    void takesOneOfSeveralResultsByItsName() throws ProblemException {
        CorpusCase model = Corpus.find("saved_model/tf2_multi_signature");
        FreezeResult result = FreezeTesting.freeze(
                source(model, "serve", "serving_default"), outputs("prob"), FreezeOptions.DEFAULTS);
        assertThat(result.outputs())
                .extracting(output -> output.tensor().toString())
                .containsExactly("prob");
        assertThat(result.graph().find("hidden")).isNull();
    }

    private static List<CorpusCase.Recorded> prefixed(String prefix, List<CorpusCase.Recorded> tensors) {
        return tensors.stream()
                .map(tensor -> new CorpusCase.Recorded(prefix + tensor.name(), tensor.value()))
                .toList();
    }

    private static List<NodeInput> outputs(String... names) {
        return Stream.of(names).map(NodeInput::parse).toList();
    }

    private static OpenModel source(CorpusCase model, String tag, String... signatures) {
        return new OpenModel.SavedModelDirectory(
                model.path("saved_model"), new TreeSet<>(List.of(tag)), List.of(signatures));
    }
}
