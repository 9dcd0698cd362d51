package io.github.tfmobile.graph.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.testing.Graphs;
import org.junit.jupiter.api.Test;

class RemoveConstantControlDependenciesTest {

    @Test
    void waitsForNothingThatIsConstant() throws ProblemException {
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "w = Const()",
                "read = Identity(w)",
                "computed = Relu(read)",
                "barrier = NoOp(^read, ^computed)",
                "both = NoOp(^read, ^x)",
                "sum = AddV2(x, read, ^barrier)",
                "out = Relu(sum, ^barrier, ^both)");

        Graph result = apply(graph);

        assertThat(inputs(result, "sum")).isEqualTo("[x, read]");
        assertThat(inputs(result, "out")).isEqualTo("[sum, ^both]");
        assertThat(inputs(result, "both")).isEqualTo("[^x]");
        assertThat(result.named("barrier")).isNull();
        assertThat(result.named("computed")).isNull();
    }

    @Test
    void leavesWhatHasAnEffectOrIsInABranchOrLoop() throws ProblemException {
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "w = Const()",
                "p = Placeholder() attr { key: \"dtype\" value { type: DT_BOOL } }",
                "switch = Switch(w, p)",
                "in_branch = Identity(switch:1)",
                "in_branch_too = Const(^in_branch)",
                "random = RandomUniform(w) attr { key: \"dtype\" value { type: DT_FLOAT } }",
                "out = Relu(x, ^in_branch, ^in_branch_too, ^random)");

        assertThat(apply(graph)).isEqualTo(graph);
    }

    private static Graph apply(Graph graph) throws ProblemException {
        return TransformPipeline.parse("remove_constant_control_dependencies")
                .apply(graph, TransformContexts.of("x", "out"));
    }

    private static String inputs(Graph graph, String node) {
        Node found = graph.named(node);
        return found == null ? "no node" : found.inputs().toString();
    }
}
