package io.github.tfmobile.graph.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.evaluate.JavaEvaluator;
import io.github.tfmobile.graph.testing.TestOps;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;

class ConstantValuesTest {

    private static final JavaEvaluator EVALUATOR = new JavaEvaluator();

    private final List<Node> nodes = new ArrayList<>();

    private ConstantValues values() {
        return ConstantValues.of(Graph.of(nodes), TestOps.get(), EVALUATOR);
    }

    private void node(String name, String op, String... inputs) {
        Node.Builder node = Node.builder(name, op).attr("T", Attrs.type(DataType.DT_FLOAT));
        for (String input : inputs) {
            node.input(NodeInput.parse(input));
        }
        nodes.add(node.build());
    }

    private static NodeInput first(String name) {
        return new NodeInput(name, 0);
    }

    @Test
    void computesWhatIsMadeOfConstants() {
        nodes.add(Constants.node("two", Constants.scalar(2f)));
        node("sum", "AddV2", "two", "two");
        node("passed", "Identity", "sum");

        assertThat(values().find(first("passed"))).isNotNull();
        assertThat(values().condition(first("passed"))).isTrue();
        assertThat(values().index(first("passed"))).isNull();
    }

    @Test
    void knowsNothingOfWhatIsFedOrRandom() {
        nodes.add(Node.builder("x", "Placeholder")
                .attr("dtype", Attrs.type(DataType.DT_FLOAT))
                .build());
        node("y", "Neg", "x");

        assertThat(values().find(first("y"))).isNull();
        assertThat(values().find(first("missing"))).isNull();
        assertThat(values().find(NodeInput.control("y"))).isNull();
    }

    @Test
    void aCycleHasNoValue() {
        node("a", "Neg", "b");
        node("b", "Neg", "a");

        assertThat(values().find(first("a"))).isNull();
    }

    @Test
    void readsConditionsOfEveryKind() {
        nodes.add(Constants.node("zero", Constants.scalar(0f)));
        nodes.add(Constants.node("yes", Constants.scalar(true)));
        nodes.add(Constants.node("seven", Constants.scalar(7)));

        assertThat(values().condition(first("zero"))).isFalse();
        assertThat(values().condition(first("yes"))).isTrue();
        assertThat(values().index(first("seven"))).isEqualTo(7);
    }

    @Test
    void tellsWhatAConstantWaitsForAllTheWayBack() {
        nodes.add(Constants.node("two", Constants.scalar(2f)).toBuilder()
                .control("pivot")
                .build());
        node("minus", "Neg", "two");
        ConstantValues values = values();

        assertThat(values.find(first("minus"))).isNotNull();
        assertThat(values.waits("minus")).containsExactly("pivot");
        assertThat(values.isInLoop("minus")).isFalse();
    }

    @Test
    void whatEntersALoopAsAConstantHasAValueThere() {
        nodes.add(Constants.node("two", Constants.scalar(2f)));
        nodes.add(Node.builder("enter", "Enter")
                .input("two")
                .attr("T", Attrs.type(DataType.DT_FLOAT))
                .attr("is_constant", Attrs.bool(true))
                .build());
        node("in_loop", "Neg", "enter");

        assertThat(values().find(first("in_loop"))).isNotNull();
        assertThat(values().isInLoop("in_loop")).isTrue();
    }
}
