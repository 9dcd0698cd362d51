package io.github.tfmobile.graph.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import io.github.tfmobile.graph.io.MetaGraphReader;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import io.github.tfmobile.graph.testing.GraphComparison;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.SaverDef;

@Tag("corpus")
@Tag("runtime")
class FreezerTest {

    private static final FreezeOptions AS_FREEZE_GRAPH = FreezeOptions.DEFAULTS
            .withControlFlow(FreezeOptions.ControlFlow.KEEP)
            .withTables(FreezeOptions.Tables.WHEN_NAMED);

    static List<CorpusCase> tf1() {
        return Corpus.cases("tf1");
    }

    @ParameterizedTest
    @MethodSource("tf1")
    void givesWhatFreezeGraphGives(CorpusCase model) throws ProblemException {
        List<String> names = model.texts("freeze_output_node_names");
        List<NodeInput> outputs = names.isEmpty()
                ? FreezeTesting.outputs(model)
                : names.stream().map(NodeInput::parse).toList();
        FreezeResult result = FreezeTesting.freeze(FreezeTesting.graph(model), outputs, AS_FREEZE_GRAPH);
        GraphComparison.exact()
                .assertEqual(
                        GraphComparison.withoutFunctionNumbers(result.graph()),
                        GraphComparison.withoutFunctionNumbers(model.graph("frozen.pb")));
        assertThat(result.graph().versions()).isEqualTo(model.graph("frozen.pb").versions());
    }

    @ParameterizedTest
    @MethodSource("tf1")
    void givesTheRecordedOutputs(CorpusCase model) throws ProblemException {
        FreezeResult result =
                FreezeTesting.freeze(FreezeTesting.graph(model), FreezeTesting.outputs(model), FreezeOptions.DEFAULTS);
        FreezeTesting.assertFrozen(result.graph());
        FreezeTesting.assertGives(result.graph(), model.tensors("inputs"), model.tensors("outputs"), List.of());
        if (model.name().equals("tf1/control_flow_v2")) {
            // Lowered: If and While gave way to what the mobile builds of TensorFlow 1.x can run.
            assertThat(FreezeTesting.ops(result.graph()))
                    .contains("Switch", "Merge", "Enter", "Exit", "NextIteration", "LoopCond")
                    .doesNotContain("If", "While");
        } else {
            assertThat(FreezeTesting.ops(result.graph())).isSubsetOf(FreezeTesting.ops(model.graph("frozen.pb")));
        }
    }

    static List<Arguments> variants() {
        List<Arguments> variants = new ArrayList<>();
        for (CorpusCase model : Corpus.cases("tf1")) {
            for (Map<String, Object> golden : model.objects("goldens")) {
                String file = String.valueOf(golden.get("file"));
                String command = String.valueOf(golden.get("made_by"));
                boolean ours = command.startsWith("freeze_graph") && model.has(file) && !golden.containsKey("error");
                boolean there = !command.contains("--input_meta_graph") || model.has("model.ckpt.meta");
                if (ours && there) {
                    variants.add(Arguments.of(model, file, command));
                }
            }
        }
        return variants;
    }

    @ParameterizedTest
    @MethodSource("variants")
    void givesWhatFreezeGraphGivesWithOptions(CorpusCase model, String file, String command)
            throws ProblemException, IOException {
        FreezeOptions options = AS_FREEZE_GRAPH
                .withClearDevices(Boolean.parseBoolean(flag(command, "clear_devices")))
                .withVariableAllowlist(names(flag(command, "variable_names_whitelist")))
                .withVariableDenylist(names(flag(command, "variable_names_denylist")))
                .withInitializerNodes(names(flag(command, "initializer_nodes")));
        OpenModel.GraphModel graph = FreezeTesting.graph(model);
        OpenModel source = graph;
        if (command.contains("--input_meta_graph")) {
            source = new OpenModel.MetaGraphModel(
                    MetaGraphReader.read(model.path("model.ckpt.meta")),
                    model.path("model.ckpt.meta"),
                    graph.checkpoint());
        } else if (command.contains("--input_saver")) {
            source = new OpenModel.GraphModel(
                    graph.graph(),
                    graph.file(),
                    graph.checkpoint(),
                    SaverDef.parseFrom(Files.readAllBytes(model.path("saver.pb"))));
        }
        List<NodeInput> outputs = names(flag(command, "output_node_names")).stream()
                .map(NodeInput::parse)
                .toList();
        FreezeResult result = FreezeTesting.freeze(source, outputs, options);
        GraphComparison.exact()
                .assertEqual(
                        GraphComparison.withoutFunctionNumbers(result.graph()),
                        GraphComparison.withoutFunctionNumbers(model.graph(file)));
    }

    private static String flag(String command, String name) {
        Matcher matcher = Pattern.compile("--" + name + "=(\\S*)").matcher(command);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static Set<String> names(String list) {
        return list.isEmpty() ? Set.of() : new LinkedHashSet<>(List.of(list.split(",", -1)));
    }
}
