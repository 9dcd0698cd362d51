package io.github.tfmobile.graph.freeze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.graph.Endpoints;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.evaluate.JavaEvaluator;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.model.FreezeRequest;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import io.github.tfmobile.graph.testing.Graphs;
import io.github.tfmobile.graph.testing.TestOps;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrozenInputsTest {

    private static final String PARTS = "parts = Split(axis, x) attr { key: \"num_split\" value { i: 3 } }";

    private static final String UNKNOWN = " attr { key: \"shape\" value { shape { unknown_rank: true } } }";

    @Test
    void givesEveryOutputThatIsFedAPlaceholderOfItsOwn() throws ProblemException {
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "axis = Const() attr { key: \"dtype\" value { type: DT_INT32 } } attr { key: \"value\" value { tensor { dtype:"
                        + " DT_INT32 tensor_shape { } int_val: 0 } } }",
                PARTS,
                "one = AddV2(parts, parts:1)",
                "out = AddV2(one, parts:2)");

        FreezeResult second = freeze(graph, "parts:1=float[4]");
        assertThat(inputs(second)).containsExactly("parts_1=float[4]");
        assertThat(second.renamed()).containsEntry("parts_1", "parts:1");
        assertThat(second.graph().named("one").inputs().toString()).contains("parts_1");
        assertThat(second.graph().named("parts")).isNotNull();

        FreezeResult all = freeze(graph, "parts,parts:1,parts:2");
        assertThat(inputs(all)).containsExactly("parts", "parts_1=float", "parts_2=float");

        FreezeResult first = freeze(graph, "parts");
        assertThat(inputs(first)).containsExactly("parts_0=float");
        assertThat(first.graph().named("out").inputs().toString()).contains("parts:2");
    }

    @Test
    void keepsAPlaceholderThatNothingUsesAndLeavesOtherNodesOut() throws ProblemException {
        Graph graph = Graphs.of("x = Placeholder()", "mask = Placeholder()", "other = Relu(mask)", "out = Relu(x)");

        FreezeResult result = freeze(graph, "x,mask,other");

        assertThat(inputs(result)).containsExactly("x", "mask");
        assertThat(result.graph().all().stream().map(Node::name)).containsExactlyInAnyOrder("x", "mask", "out");
        assertThat(result.notes()).contains("input \"other\" is left out, the outputs do not need it");
    }

    @Test
    void refusesWhatCannotBeFed() {
        Graph graph = Graphs.of("x = Placeholder()", "y = Relu(x)", "out = Relu(y)");

        assertThatThrownBy(() -> freeze(graph, "yy"))
                .hasMessageContaining("\"yy\"")
                .hasMessageContaining("\"y\"");
        assertThatThrownBy(() -> freeze(graph, "y=int32"))
                .hasMessageContaining("declares \"y\" as int32, in the graph it is float");
        assertThatThrownBy(() -> freeze(graph, "y:1")).hasMessageContaining("does not have: \"y:1\"");
        assertThatThrownBy(() -> freeze(graph, "out")).hasMessageContaining("names an output of the model: \"out\"");
    }

    @Test
    void refusesAShapeThatTheGraphCannotComputeWith() throws ProblemException {
        Graph graph = Graphs.of(
                "x = Placeholder()" + UNKNOWN,
                "doubled = AddV2(x, x)",
                weights("w", 3, 2),
                "product = MatMul(doubled, w)",
                weights("bias", 2),
                "out = BiasAdd(product, bias)");

        assertThatThrownBy(() -> freeze(graph, "x=float[1,4]"))
                .hasMessage("inputs declares \"x=float[1,4]\", with which node \"product\" of op MatMul cannot compute:"
                        + " [1,4] and [3,2] cannot be multiplied\n  Declare the shape that the app feeds, ? for a dim"
                        + " that is not known: inputs.");
        assertThatThrownBy(() -> freeze(graph, "product=float[1,3]"))
                .hasMessageContaining("[1,3] does not take a bias of [2]");
        assertThat(inputs(freeze(graph, "x=float[1,3]"))).containsExactly("x=float[1,3]");
        assertThat(inputs(freeze(graph, "x=float[?,?]"))).containsExactly("x=float[?,?]");
        assertThat(inputs(freeze(graph, "doubled=float[7,3]"))).containsExactly("doubled=float[7,3]");
    }

    @Test
    void namesTheInputsThatDoNotGoTogether() {
        Graph graph = Graphs.of(
                "a = Placeholder()" + UNKNOWN,
                "b = Placeholder()" + UNKNOWN,
                "c = Placeholder()" + UNKNOWN,
                "sum = AddV2(a, b)",
                "out = AddV2(sum, c)");

        assertThatThrownBy(() -> freeze(graph, "a=float[2,3],b=float[4],c=float[9,9]"))
                .hasMessageContaining("declares \"a=float[2,3]\" and \"b=float[4]\", with which node \"sum\"")
                .hasMessageContaining("[2,3] and [4] do not broadcast");
    }

    @Test
    void leavesToTheGraphWhatItRefusedBefore() throws ProblemException {
        Graph graph = Graphs.of(
                "x = Placeholder() attr { key: \"shape\" value { shape { dim { size: -1 } dim { size: 4 } } } }",
                weights("w", 3, 2),
                "out = MatMul(x, w)");

        assertThat(inputs(freeze(graph, "x=float[1,4]"))).containsExactly("x=float[1,4]");
    }

    private static String weights(String name, int... dims) {
        StringBuilder shape = new StringBuilder();
        for (int dim : dims) {
            shape.append("dim { size: ").append(dim).append(" } ");
        }
        return name
                + " = Const() attr { key: \"dtype\" value { type: DT_FLOAT } } attr { key: \"value\" value { tensor {"
                + " dtype: DT_FLOAT tensor_shape { " + shape + "} float_val: 1 } } }";
    }

    private static FreezeResult freeze(Graph graph, String inputs) throws ProblemException {
        Endpoints endpoints = Endpoints.parse(List.of(inputs), List.of("out"));
        return Freezer.freeze(
                new FreezeRequest(
                        new OpenModel.GraphModel(graph, null, null),
                        endpoints.inputs(),
                        endpoints.outputs(),
                        FreezeOptions.DEFAULTS,
                        TestOps.get(),
                        new JavaEvaluator()),
                Progress.NONE);
    }

    private static List<String> inputs(FreezeResult result) {
        return result.inputs().stream().map(InputSpec::toString).toList();
    }
}
