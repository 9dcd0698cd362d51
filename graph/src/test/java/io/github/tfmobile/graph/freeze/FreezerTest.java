package io.github.tfmobile.graph.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import io.github.tfmobile.graph.testing.GraphComparison;
import io.github.tfmobile.registry.problem.ProblemException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
}
