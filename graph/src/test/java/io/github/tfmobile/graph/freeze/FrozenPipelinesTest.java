package io.github.tfmobile.graph.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.evaluate.JavaEvaluator;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import io.github.tfmobile.graph.testing.CorpusCase;
import io.github.tfmobile.graph.testing.TestOps;
import io.github.tfmobile.graph.transform.Recipe;
import io.github.tfmobile.graph.transform.TransformContext;
import io.github.tfmobile.graph.transform.TransformPipeline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.FunctionDef;

/** What we froze of every signature, with control flow lowered or kept in functions, gives the same after pipelines. */
@Tag("corpus")
@Tag("runtime")
class FrozenPipelinesTest {

    private static final String GUIDE =
            "strip_unused_nodes fold_constants(ignore_errors=true) fold_batch_norms fold_old_batch_norms";

    private static final String FUNCTIONS = Recipe.DEPLOY.transforms()
            + " merge_duplicate_nodes(functions=true) remove_nodes(op=Identity, functions=true)";

    static Stream<Arguments> signatures() {
        return SavedModelFreezeTest.signatures();
    }

    @ParameterizedTest
    @MethodSource("signatures")
    void givesTheRecordedOutputs(CorpusCase model, Map<String, Object> signature, FreezeOptions.ControlFlow controlFlow)
            throws ProblemException {
        FreezeResult frozen = FreezeTesting.freeze(
                new OpenModel.SavedModelDirectory(
                        model.path("saved_model"),
                        new TreeSet<>(List.of("serve")),
                        List.of(String.valueOf(signature.get("signature")))),
                List.of(),
                FreezeOptions.DEFAULTS.withControlFlow(controlFlow));
        List<String> warnings = new ArrayList<>();
        TransformContext context = TransformContext.of(
                frozen.inputs(),
                frozen.outputs().stream().map(InputSpec::tensor).toList(),
                TestOps.get(),
                new JavaEvaluator(),
                Path.of(""),
                warnings::add,
                note -> {});
        for (String transforms : List.of(GUIDE, FUNCTIONS)) {
            Graph graph = TransformPipeline.parse(transforms).apply(frozen.graph(), context);
            FreezeTesting.assertGives(
                    graph, model.tensors(signature, "inputs"), model.tensors(signature, "outputs"), List.of());
            if (transforms.equals(FUNCTIONS) && frozen.graph().library().getFunctionCount() > 0) {
                assertThat(nodes(graph)).isLessThan(nodes(frozen.graph()));
            }
        }
        assertThat(warnings).isEmpty();
    }

    private static int nodes(Graph graph) {
        return graph.library().getFunctionList().stream()
                .mapToInt(FunctionDef::getNodeDefCount)
                .sum();
    }
}
