package io.github.tfmobile.graph.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.graph.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.NodeDef;

/** Names that a graph does not have yet. */
class FreshNamesTest {

    @Test
    void takesTheFirstFreeNumber() {
        FreshNames names = names("a", "a_2");

        assertThat(names.take("b")).isEqualTo("b");
        assertThat(names.take("a")).isEqualTo("a_1");
        assertThat(names.take("a")).isEqualTo("a_3");
        assertThat(names.take("a_1")).isEqualTo("a_1_1");
    }

    @Test
    void takesAPrefixUnderWhichNoneOfTheNamesIsUsed() {
        FreshNames names = names("f/x", "f_1/y");

        assertThat(names.takePrefix("f", List.of("x", "y"))).isEqualTo("f_2/");
        assertThat(names.takePrefix("f", List.of("y"))).isEqualTo("f/");
        assertThat(names.takePrefix("f", List.of("x", "y"))).isEqualTo("f_3/");
        assertThat(names.takePrefix("g", List.of())).isEqualTo("g/");
    }

    /** What counting from the beginning each time gives, with the names in any order. */
    @Test
    void givesWhatCountingFromTheBeginningGives() {
        Random random = new Random(11);
        FreshNames names = names("p/0", "p_2/1");
        Set<String> used = new HashSet<>(Set.of("p/0", "p_2/1"));
        for (int round = 0; round < 500; round++) {
            List<String> body = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                if (random.nextBoolean()) {
                    body.add("" + i);
                }
            }
            String expected = "p/";
            for (int i = 1; collides(expected, body, used); i++) {
                expected = "p_" + i + "/";
            }
            assertThat(names.takePrefix("p", body))
                    .as("seed 11, round %s", round)
                    .isEqualTo(expected);
            for (String name : body) {
                used.add(expected + name);
            }
        }
    }

    @Test
    void takesManyNamesFromOne() {
        FreshNames names = names("branch");
        String last = "";
        for (int i = 0; i < 200_000; i++) {
            last = names.take("branch");
        }

        assertThat(last).isEqualTo("branch_200000");
    }

    private static boolean collides(String prefix, List<String> body, Set<String> used) {
        return body.stream().anyMatch(name -> used.contains(prefix + name));
    }

    private static FreshNames names(String... names) {
        List<NodeDef> nodes = new ArrayList<>();
        for (String name : names) {
            nodes.add(NodeDef.newBuilder().setName(name).build());
        }
        return new FreshNames(nodes.stream().map(Node::of).toList());
    }
}
