package io.github.tfmobile.graph.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import io.github.tfmobile.graph.testing.GraphComparison;
import io.github.tfmobile.graph.testing.TestOps;
import io.github.tfmobile.registry.problem.ProblemException;
import io.github.tfmobile.registry.progress.Progress;
import java.util.List;
import java.util.Optional;
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
                ? model.tensors("outputs").stream()
                        .map(output -> NodeInput.parse(output.name()))
                        .toList()
                : names.stream().map(NodeInput::parse).toList();
        FreezeResult result = Freezer.freeze(
                new FreezeRequest(
                        new ModelSource.GraphSource(
                                model.graph("graph.pb"),
                                model.path("graph.pb"),
                                GoldenCheckpoint.of(model, "frozen.pb")),
                        List.of(),
                        outputs,
                        AS_FREEZE_GRAPH,
                        TestOps.get(),
                        (node, inputs) -> Optional.empty()),
                Progress.NONE);
        GraphComparison.exact()
                .assertEqual(
                        GraphComparison.withoutFunctionNumbers(result.graph()),
                        GraphComparison.withoutFunctionNumbers(model.graph("frozen.pb")));
        assertThat(result.graph().versions()).isEqualTo(model.graph("frozen.pb").versions());
    }
}
