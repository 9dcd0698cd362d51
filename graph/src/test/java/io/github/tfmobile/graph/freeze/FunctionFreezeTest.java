package io.github.tfmobile.graph.freeze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.SettingNames;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import io.github.tfmobile.graph.op.OpTrait;
import io.github.tfmobile.graph.savedmodel.ModelFunctions;
import io.github.tfmobile.graph.savedmodel.SavedModelReader;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A SavedModel without signatures: the functions of its object graph. */
@Tag("corpus")
class FunctionFreezeTest {

    private static final Path MODEL = Path.of("../testing/cases/summarize-no-signatures/saved_model");

    @Test
    void listsTheFunctionsWithTheirArguments() throws ProblemException {
        List<ModelFunctions.Trace> functions =
                ModelFunctions.of(SavedModelReader.read(MODEL).metaGraph(List.of()));

        assertThat(functions).extracting(ModelFunctions.Trace::path).containsExactly("classify");
        assertThat(functions.get(0).arguments().get(0).name()).isEqualTo("x");
        assertThat(functions.get(0).arguments().get(0).dtype().name()).isEqualTo("float");
        assertThat(functions.get(0).captured()).hasSize(1);
    }

    @Test
    void freezesOneAsIfItHadASignature() throws ProblemException {
        FreezeResult frozen = freeze("classify");

        assertThat(frozen.inputs())
                .extracting(input -> input.tensor().toString())
                .containsExactly("x");
        assertThat(frozen.outputs())
                .extracting(output -> output.tensor().toString())
                .hasSize(1);
        assertThat(frozen.graph().all().stream().filter(node -> node.is(OpTrait.VARIABLE)))
                .isEmpty();
        assertThat(frozen.graph().all()).extracting(Node::op).contains("MatMul").doesNotContain("SaveV2", "RestoreV2");
    }

    @Test
    void namesTheFunctionsThatThereAre() {
        assertThatThrownBy(() -> freeze("clasify"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.message(SettingNames.PLAIN))
                                .contains("function names no function of the model: \"clasify\"")
                                .contains("Did you mean \"classify\"?"));
    }

    private static FreezeResult freeze(String function) throws ProblemException {
        return FreezeTesting.freeze(
                new OpenModel.SavedModelDirectory(MODEL, new TreeSet<>(), List.of(), function),
                List.of(),
                FreezeOptions.DEFAULTS);
    }
}
