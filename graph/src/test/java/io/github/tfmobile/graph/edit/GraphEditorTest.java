package io.github.tfmobile.graph.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.testing.Graphs;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphEditorTest {

    private final Graph graph = Graphs.of("x = Placeholder()", "y = Relu(x)", "z = Add(y, x, ^y)");
    private final GraphEditor editor = new GraphEditor(graph);

    private static List<String> inputs(Graph graph, String node) {
        Node found = graph.named(node);
        assertThat(found).isNotNull();
        return found.inputs().stream().map(NodeInput::toString).toList();
    }

    private static List<String> names(Graph graph) {
        return graph.all().stream().map(Node::name).toList();
    }

    @Test
    void givesTheGraphItselfWhereNothingWasEdited() {
        assertThat(editor.build()).isSameAs(graph);
    }

    @Test
    void leavesNodesAloneThatItDoesNotTouch() {
        editor.append(Node.builder("w", "NoOp").build());

        Graph result = editor.build();

        assertThat(names(result)).containsExactly("x", "y", "z", "w");
        assertThat(result.node(1)).isSameAs(graph.node(1));
    }

    @Test
    void reroutesReadersButNotANodeThatKeepsItsInputs() {
        editor.insertAfter(0, Node.builder("print", "Print").input("x").build());
        editor.reroute(new NodeInput("x", 0), new NodeInput("print", 0));
        editor.keepInputs("print");

        Graph result = editor.build();

        assertThat(names(result)).containsExactly("x", "print", "y", "z");
        assertThat(inputs(result, "print")).containsExactly("x");
        assertThat(inputs(result, "y")).containsExactly("print");
        assertThat(inputs(result, "z")).containsExactly("y", "print", "^y");
    }

    @Test
    void takesANodeOutWhoseReadersGoElsewhere() {
        editor.remove(1);
        editor.reroute(new NodeInput("y", 0), new NodeInput("x", 0));
        editor.rerouteControls("y", List.of());

        assertThat(names(editor.build())).containsExactly("x", "z");
        assertThat(inputs(editor.build(), "z")).containsExactly("x", "x");
    }

    @Test
    void renamesNodesOneStepEvenWhereTheNewNameIsAnOldOne() {
        editor.rename(0, "y");
        editor.rename(1, "x");

        Graph result = editor.build();

        assertThat(names(result)).containsExactly("y", "x", "z");
        assertThat(inputs(result, "x")).containsExactly("y");
        assertThat(inputs(result, "z")).containsExactly("x", "y", "^x");
    }

    @Test
    void mergesANodeIntoAnotherForReadersAndColocation() {
        Graph twice = Graphs.of("a = Const()", "b = Const()", "c = Add(a, b, ^b)");
        GraphEditor merging = new GraphEditor(twice);
        merging.merge(1, "a");

        Graph result = merging.build();

        assertThat(names(result)).containsExactly("a", "c");
        assertThat(inputs(result, "c")).containsExactly("a", "a", "^a");
    }

    @Test
    void namesThatItGaveAreTaken() {
        assertThat(editor.names().take("y")).isEqualTo("y_1");
        assertThat(editor.names().take("y")).isEqualTo("y_2");
    }
}
