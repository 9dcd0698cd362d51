package io.github.tfmobile.graph.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import io.github.tfmobile.registry.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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
                new ModelSource.SavedModelSource(
                        model.path("saved_model"), new TreeSet<>(List.of("serve")), List.of(name)),
                List.of(),
                FreezeOptions.DEFAULTS.withControlFlow(controlFlow));
        FreezeTesting.assertFrozen(result.graph());
        assertThat(FreezeTesting.ops(result.graph())).noneMatch(op -> op.endsWith("PartitionedCall"));
        FreezeTesting.assertGives(
                result.graph(), model.tensors(signature, "inputs"), model.tensors(signature, "outputs"), List.of());
    }
}
