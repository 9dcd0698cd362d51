package io.github.tfmobile.graph.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.testing.Graphs;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameCheckTest {

    private static final String FRAME = " attr { key: \"frame_name\" value { s: \"loop\" } }";

    /** A loop that adds to a number while what is fed says so. */
    private static Graph loop(String... more) {
        List<String> nodes = new ArrayList<>(List.of(
                "go = Placeholder() attr { key: \"dtype\" value { type: DT_BOOL } }",
                "x = Placeholder()",
                "enter = Enter(x)" + FRAME,
                "enter_go = Enter(go)" + FRAME,
                "merge = Merge(enter, next)",
                "cond = LoopCond(enter_go)",
                "switch = Switch(merge, cond)",
                "body = Neg(switch:1)",
                "next = NextIteration(body)",
                "exit = Exit(switch)"));
        nodes.addAll(List.of(more));
        return Graphs.of(nodes.toArray(String[]::new));
    }

    private static List<String> problems(Graph graph) {
        return FrameCheck.problems(graph).stream().map(Problem::what).toList();
    }

    @Test
    void aLoopIsFine() {
        assertThat(problems(loop("after = Neg(exit)", "waits = Neg(x, ^exit)"))).isEmpty();
    }

    @Test
    void findsANodeThatReadsFromInsideAndOutsideOfALoop() {
        assertThat(problems(loop("both = Add(body, x)")))
                .containsExactly(
                        "node \"both\" reads from two frames: \"body\" runs in the loop \"loop\", \"x\" outside of"
                                + " all loops");
    }

    @Test
    void countsWhatANodeWaitsFor() {
        assertThat(problems(loop("waits = Neg(x, ^body)"))).hasSize(1);
    }

    @Test
    void findsAMergeOfTwoThatAreAlwaysThere() {
        Graph graph = Graphs.of("x = Placeholder()", "y = Neg(x)", "m = Merge(x, y)");

        assertThat(problems(graph)).containsExactly("node \"m\" is a Merge none of whose inputs comes from a Switch");
    }

    @Test
    void aCondIsFine() {
        Graph graph = Graphs.of(
                "p = Placeholder() attr { key: \"dtype\" value { type: DT_BOOL } }",
                "x = Placeholder()",
                "s = Switch(x, p)",
                "yes = Neg(s:1)",
                "m = Merge(s, yes)");

        assertThat(problems(graph)).isEmpty();
    }

    @Test
    void doesNotCountWhatWasSoBefore() {
        Graph before = loop("both = Add(body, x)");
        Graph after = loop("both = Add(body, x)", "other = Add(x, body)");

        assertThat(GraphValidator.frames(after, before))
                .extracting(Problem::what)
                .allMatch(what -> what.startsWith("node \"other\""))
                .hasSize(1);
    }
}
