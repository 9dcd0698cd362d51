package io.github.tfmobile.graph.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.analysis.CutSearch.Cut;
import io.github.tfmobile.graph.testing.Graphs;
import io.github.tfmobile.graph.testing.TestOps;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CutSearchTest {

    @Test
    void proposesTheNearestNodeAndTheLastBeforeTheWeights() {
        Graph graph = Graphs.of(
                "contents = Placeholder()",
                "decode = Relu(contents)",
                "resize = Relu(decode)",
                "scale = Const()",
                "Mul = AddV2(resize, scale)",
                weights("weights", 1000),
                "conv = AddV2(Mul, weights)",
                "softmax = Relu(conv)");

        List<Cut> cuts = search(graph, "softmax").of(List.of("decode"));

        assertThat(cuts).extracting(cut -> cut.input().toString()).containsExactly("decode=float", "Mul=float");
        assertThat(cuts).extracting(Cut::removed).containsExactly(1, 4);
        assertThat(cuts).extracting(Cut::replaced).containsOnly(List.of("contents"));
    }

    @Test
    void findsOneNodeThatCutsSeveralAway() {
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "left = Relu(x)",
                "right = Relu(x)",
                "join = AddV2(left, right)",
                "out = Relu(join)");

        assertThat(nodes(graph, "out", "left", "right")).containsExactly("join");
    }

    @Test
    void proposesNothingWhereAPathLeadsAroundEveryNode() {
        Graph graph = Graphs.of("x = Placeholder()", "left = Relu(x)", "right = Relu(x)");

        assertThat(search(graph, "left", "right").of(List.of("x"))).isEmpty();
        assertThat(search(graph, "left").of(List.of("left"))).isEmpty();
        assertThat(search(graph, "left").isNeeded("right")).isFalse();
    }

    @Test
    void proposesNoNodeWhoseSecondOutputIsRead() {
        Graph graph = Graphs.of("x = Placeholder()", "bad = Relu(x)", "two = Relu(bad)", "out = AddV2(two, two:1)");

        assertThat(nodes(graph, "out", "bad")).containsExactly("bad");
    }

    @Test
    void throwsNoTrainedWeightsAway() {
        Graph graph = Graphs.of(
                "x = Placeholder()",
                weights("weights", 1000),
                "dense = AddV2(x, weights)",
                "bad = Relu(dense)",
                "more = Relu(bad)",
                "out = Relu(more)");

        assertThat(nodes(graph, "out", "bad")).isEmpty();
    }

    @Test
    void aLayerWithFewConstantsIsOne() {
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "bad = Relu(x)",
                weights("w", 3),
                "dense = MatMul(bad, w)",
                "more = Relu(dense)",
                "out = Relu(more)");

        assertThat(nodes(graph, "out", "bad")).containsExactly("bad");
    }

    @Test
    void aProductOfTwoValuesIsNoLayer() {
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "bad = Relu(x)",
                "gram = MatMul(bad, bad)",
                "more = Relu(gram)",
                "out = Relu(more)");

        assertThat(nodes(graph, "out", "bad")).containsExactly("bad", "more");
    }

    @Test
    void cutsOutsideOfLoops() {
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "go = Placeholder() attr { key: \"dtype\" value { type: DT_BOOL } }",
                "enter = Enter(x) attr { key: \"frame_name\" value { s: \"loop\" } }",
                "merge = Merge(enter, next) attr { key: \"N\" value { i: 2 } }",
                "cond = LoopCond(go)",
                "switch = Switch(merge, cond)",
                "bad = Relu(switch:1)",
                "next = NextIteration(bad)",
                "exit = Exit(switch)",
                "more = Relu(exit)",
                "out = Relu(more)");

        assertThat(nodes(graph, "out", "bad")).containsExactly("exit", "more");
    }

    @Test
    void cutsOutsideOfBranches() {
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "p = Placeholder() attr { key: \"dtype\" value { type: DT_BOOL } }",
                "switch = Switch(x, p)",
                "bad = Relu(switch:1)",
                "still = Relu(bad)",
                "other = Relu(switch)",
                "merge = Merge(other, still) attr { key: \"N\" value { i: 2 } }",
                "more = Relu(merge)",
                "out = Relu(more)");

        assertThat(nodes(graph, "out", "bad")).containsExactly("merge", "more");
    }

    @Test
    void knowsTheShapeThatAnExporterWroteDown() {
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "bad = Relu(x) attr { key: \"_output_shapes\" value { list { shape { dim { size: -1 } dim { size: 3 } } } } }",
                "out = Relu(bad)");

        assertThat(search(graph, "out").of(List.of("bad")).get(0).input()).hasToString("bad=float[?,3]");
    }

    @Test
    void takesLoopsAndMissingNodesAsTheyAre() {
        Graph graph = Graphs.of("a = Relu(b, nowhere)", "b = Relu(a, ^c)", "c = NoOp(^b)", "out = Relu(a)");

        assertThat(search(graph, "out", "absent").of(List.of("b")))
                .extracting(Cut::node)
                .containsExactly("b", "a");
    }

    @Test
    void copesWithAVeryLongChain() {
        Graph graph = Graphs.of(Stream.concat(
                        Stream.of("n0 = Placeholder()"),
                        IntStream.range(1, 50_000).mapToObj(i -> "n" + i + " = Relu(n" + (i - 1) + ")"))
                .toArray(String[]::new));

        assertThat(nodes(graph, "n49999", "n5")).containsExactly("n5", "n49998");
    }

    private static List<String> nodes(Graph graph, String output, String... unwanted) {
        return search(graph, output).of(List.of(unwanted)).stream()
                .map(Cut::node)
                .toList();
    }

    private static CutSearch search(Graph graph, String... outputs) {
        return new CutSearch(graph, List.of(outputs), TestOps.get());
    }

    private static String weights(String name, int elements) {
        return name
                + " = Const() attr { key: \"dtype\" value { type: DT_FLOAT } } attr { key: \"value\" value { tensor {"
                + " dtype: DT_FLOAT tensor_shape { dim { size: " + elements + " } } float_val: 1 } } }";
    }
}
