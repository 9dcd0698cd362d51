package io.github.tfmobile.graph.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.testing.Graphs;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.NodeDef;

class MatchReplacerTest {

    private static final OpPattern RELU_OF_MUL =
            OpPattern.of("Relu|Elu", OpPattern.of("Mul", OpPattern.any(), OpPattern.of("Const")));

    private static List<String> roots(Graph graph, OpPattern pattern) {
        return new GraphMatcher(graph)
                .matches(pattern).stream().map(match -> match.node().name()).toList();
    }

    private static List<String> names(Graph graph) {
        return graph.nodes().stream().map(NodeDef::getName).toList();
    }

    @Test
    void matchesOpsAndPassesOverControlInputs() {
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "c = Const()",
                "m = Mul(x, c, ^x)",
                "r = Elu(m:0, ^c)",
                "s = Relu(x)",
                "t = Tanh(m)");

        List<NodeMatch> matches = new GraphMatcher(graph).matches(RELU_OF_MUL);

        assertThat(matches).hasSize(1);
        assertThat(matches.get(0).nodes()).extracting(Node::name).containsExactly("r", "m", "x", "c");
        assertThat(matches.get(0).nodeAt(0, 1).name()).isEqualTo("c");
    }

    @Test
    void countsDataInputs() {
        assertThat(roots(Graphs.of("x = Placeholder()", "a = AddN(x, x)"), OpPattern.of("AddN", OpPattern.any())))
                .isEmpty();
        assertThat(roots(Graphs.of("x = Placeholder()", "a = AddN(x, x)"), OpPattern.of("AddN")))
                .containsExactly("a");
    }

    @Test
    void givesANodeToOneMatchAlone() {
        // Both read x, which the pattern's * takes: the one that can run first has it.
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "c = Const()",
                "d = Const()",
                "m = Mul(x, c)",
                "n = Mul(x, d)",
                "r = Relu(m)",
                "s = Relu(n)");

        assertThat(roots(graph, RELU_OF_MUL)).hasSize(1);
    }

    @Test
    void endsSeveralMatchesAtANodeOutsideOfThem() throws ProblemException {
        OpPattern pattern = OpPattern.of("Relu", OpPattern.of("Mul", OpPattern.anyOutside(), OpPattern.of("Const")));
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "c = Const()",
                "d = Const()",
                "m = Mul(x, c)",
                "n = Mul(x, d)",
                "r = Relu(m)",
                "s = Relu(n)",
                "own = Mul(c2, c2)",
                "c2 = Const()",
                "t = Relu(own)");

        Graph result = MatchReplacer.replace(
                graph,
                pattern,
                List.of(),
                (match, used) -> match.nodeAt(0, 0).name().equals("c2")
                        ? List.of() // leaves nothing of what the match reads from outside of its pattern, too
                        : List.of(match.node().toBuilder()
                                .op("Tanh")
                                .input(0, match.nodeAt(0, 0).name())
                                .build()));

        assertThat(names(result)).containsExactlyInAnyOrder("x", "r", "s", "own", "c2", "t");
        assertThat(roots(result, OpPattern.of("Tanh"))).containsExactlyInAnyOrder("r", "s");
    }

    @Test
    void leavesMatchesAloneThatWaitForMissingNodes() {
        assertThat(roots(Graphs.of("r = Relu(gone)"), OpPattern.of("Relu", OpPattern.any())))
                .isEmpty();
    }

    @Test
    void putsTheReplacementWhereTheRootWas() throws ProblemException {
        Graph graph = Graphs.of("x = Placeholder()", "c = Const()", "m = Mul(x, c)", "r = Relu(m)", "out = Tanh(r)");

        Graph result = MatchReplacer.replace(
                graph,
                RELU_OF_MUL,
                Set.of(),
                (match, used) -> List.of(
                        match.nodeAt(0, 0),
                        match.nodeAt(0, 0),
                        match.node().toBuilder().inputs(List.of()).input("x").build()));

        assertThat(names(result)).containsExactly("x", "r", "out");
        assertThat(result.find("r"))
                .isNotNull()
                .satisfies(node -> assertThat(node.getInputList()).containsExactly("x"));
    }

    @Test
    void keepsAMatchWhoseInnerNodeOthersRead() throws ProblemException {
        Graph graph = Graphs.of("x = Placeholder()", "c = Const()", "m = Mul(x, c)", "r = Relu(m)", "side = Tanh(m)");

        Graph result = MatchReplacer.replace(graph, RELU_OF_MUL, Set.of(), (match, used) -> {
            assertThat(used).containsExactly("m");
            return List.of(match.nodeAt(0, 0), match.node());
        });

        assertThat(names(result)).containsExactlyInAnyOrderElementsOf(names(graph));
    }

    @Test
    void keepsAMatchWhoseInnerNodeIsAnOutput() throws ProblemException {
        Graph graph = Graphs.of("x = Placeholder()", "c = Const()", "m = Mul(x, c)", "r = Relu(m)");

        Graph result = MatchReplacer.replace(
                graph, RELU_OF_MUL, Set.of("m", "r"), (match, used) -> List.of(match.nodeAt(0, 0), match.node()));

        assertThat(names(result)).containsExactlyInAnyOrder("x", "c", "m", "r");
    }
}
