package io.github.tfmobile.graph.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.testing.Graphs;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LivenessTest {

    private static final Graph GRAPH = Graphs.of(
            "x = Placeholder()", "w = Const()", "m = Mul(x, w)", "wait = NoOp()", "y = Relu(m, ^wait)", "z = Neg(m)");

    @Test
    void whatOutputsReadOrWaitForIsLive() {
        assertThat(live(Liveness.of(GRAPH, List.of("y")))).containsExactly("x", "w", "m", "wait", "y");
        assertThat(live(Liveness.of(GRAPH, List.of("w", "gone")))).containsExactly("w");
        assertThat(live(Liveness.of(GRAPH, List.of()))).isEmpty();
    }

    @Test
    void whatIsFedIsLiveAndWhatItReadsIsNot() {
        assertThat(live(Liveness.of(GRAPH, List.of("y"), Set.of("m")))).containsExactly("m", "wait", "y");
    }

    @Test
    void isFoundOnceForAGraph() {
        assertThat(Liveness.of(GRAPH, List.of("y", "z"))).isSameAs(Liveness.of(GRAPH, Set.of("z", "y")));
    }

    @Test
    void theLiveNodesAloneMakeAGraph() {
        Graph live = Liveness.extract(GRAPH, List.of("z"));

        assertThat(live.all()).extracting(Node::name).containsExactly("x", "w", "m", "z");
        assertThat(Liveness.extract(live, List.of("z"))).isSameAs(live);
        assertThat(Liveness.of(live, List.of("m")).count()).isEqualTo(3);
    }

    private static List<String> live(Liveness liveness) {
        return liveness.nodes().mapToObj(node -> GRAPH.node(node).name()).toList();
    }
}
