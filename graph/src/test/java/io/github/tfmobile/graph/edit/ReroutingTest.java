package io.github.tfmobile.graph.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.NodeDef;

/** What is read and waited for in place of what is gone. */
class ReroutingTest {

    private final Rerouting rerouting = new Rerouting();

    @Test
    void followsReplacementsOfReplacementsInAnyOrder() {
        rerouting.tensor(tensor("b:1"), tensor("c"));
        rerouting.tensor(tensor("a"), tensor("b:1"));
        rerouting.node("c", "d");

        assertThat(rerouting.resolve(tensor("a"))).isEqualTo(tensor("d"));
        assertThat(rerouting.resolve(tensor("c:2"))).isEqualTo(tensor("d:2"));
        assertThat(rerouting.resolve(tensor("a:1"))).isEqualTo(tensor("a:1"));
    }

    @Test
    void leavesARingAsItIs() {
        rerouting.tensor(tensor("a"), tensor("b"));
        rerouting.tensor(tensor("b"), tensor("a"));

        assertThat(rerouting.resolve(tensor("a"))).isEqualTo(tensor("a"));
        assertThat(rerouting.resolve(tensor("b"))).isEqualTo(tensor("b"));
    }

    @Test
    void waitsForAllThatANodeStandsFor() {
        rerouting.control("call", List.of("x", "y", "reader"));
        rerouting.control("y", List.of("x", "z"));
        rerouting.tensor(tensor("call"), tensor("x:1"));

        assertThat(rerouting.apply(Node.of(node("reader", "call", "^call", "^w"))))
                .isEqualTo(Node.of(node("reader", "x:1", "^x", "^z", "^w")));
    }

    @Test
    void givesTheSameNodeWhereNothingIsReplaced() {
        rerouting.tensor(tensor("a"), tensor("b"));
        Node twice = Node.of(node("n", "c", "^d", "^d"));

        assertThat(rerouting.apply(twice)).isSameAs(twice);
    }

    @Test
    void walksALongChainOnce() {
        int length = 100_000;
        for (int i = 0; i < length; i++) {
            rerouting.tensor(tensor("n" + i), tensor("n" + (i + 1)));
        }

        for (int i = 0; i < length; i++) {
            assertThat(rerouting.resolve(tensor("n" + i)).node()).isEqualTo("n" + length);
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
