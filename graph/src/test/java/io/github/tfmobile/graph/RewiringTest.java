package io.github.tfmobile.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.VersionDef;

/** What is read and waited for in place of what is gone. */
class RewiringTest {

    private final Rewiring rewiring = new Rewiring();

    @Test
    void followsReplacementsOfReplacementsInAnyOrder() {
        rewiring.tensor(tensor("b:1"), tensor("c"));
        rewiring.tensor(tensor("a"), tensor("b:1"));
        rewiring.node("c", "d");

        assertThat(rewiring.resolve(tensor("a"))).isEqualTo(tensor("d"));
        assertThat(rewiring.resolve(tensor("c:2"))).isEqualTo(tensor("d:2"));
        assertThat(rewiring.resolve(tensor("a:1"))).isEqualTo(tensor("a:1"));
    }

    @Test
    void leavesARingAsItIs() {
        rewiring.tensor(tensor("a"), tensor("b"));
        rewiring.tensor(tensor("b"), tensor("a"));

        assertThat(rewiring.resolve(tensor("a"))).isEqualTo(tensor("a"));
        assertThat(rewiring.resolve(tensor("b"))).isEqualTo(tensor("b"));
    }

    @Test
    void waitsForAllThatANodeStandsFor() {
        rewiring.control("call", List.of("x", "y", "reader"));
        rewiring.control("y", List.of("x", "z"));
        rewiring.tensor(tensor("call"), tensor("x:1"));

        assertThat(rewiring.apply(Node.of(node("reader", "call", "^call", "^w"))))
                .isEqualTo(Node.of(node("reader", "x:1", "^x", "^z", "^w")));
    }

    @Test
    void givesTheSameNodeWhereNothingIsReplaced() {
        rewiring.tensor(tensor("a"), tensor("b"));
        Node twice = Node.of(node("n", "c", "^d", "^d"));

        assertThat(rewiring.apply(twice)).isSameAs(twice);
    }

    @Test
    void leavesNodesAloneThatAreExcepted() {
        rewiring.tensor(tensor("x"), tensor("print"));
        Graph graph = new Graph(
                List.of(node("x"), node("print", "x"), node("y", "x")),
                FunctionDefLibrary.getDefaultInstance(),
                VersionDef.getDefaultInstance());

        assertThat(rewiring.apply(graph, Set.of("print")).nodes())
                .containsExactly(node("x"), node("print", "x"), node("y", "print"));
    }

    @Test
    void walksALongChainOnce() {
        int length = 100_000;
        for (int i = 0; i < length; i++) {
            rewiring.tensor(tensor("n" + i), tensor("n" + (i + 1)));
        }

        for (int i = 0; i < length; i++) {
            assertThat(rewiring.resolve(tensor("n" + i)).node()).isEqualTo("n" + length);
        }
    }

    private static NodeInput tensor(String text) {
        return NodeInput.parse(text);
    }

    private static NodeDef node(String name, String... inputs) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp("Op")
                .addAllInput(List.of(inputs))
                .build();
    }
}
