package io.github.tfmobile.graph.controlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.TextFormat;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.testing.Graphs;
import io.github.tfmobile.graph.testing.TestOps;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.FunctionDefLibrary;

/** If, Case and While as what the mobile builds of TensorFlow 1.x run. */
class ControlFlowLoweringTest {

    private static final String FLOATS = " attr { key: \"Tin\" value { list { type: DT_FLOAT } } }"
            + " attr { key: \"Tout\" value { list { type: DT_FLOAT } } }";

    private static final String INT = " attr { key: \"dtype\" value { type: DT_INT32 } }";

    private static FunctionDefLibrary library() throws TextFormat.ParseException {
        String signature = "function { signature { name: \"%s\" input_arg { name: \"a\" type: DT_FLOAT }"
                + " input_arg { name: \"weight\" type: DT_FLOAT } output_arg { name: \"b\" type: %s } %s } %s"
                + " ret { key: \"b\" value: \"%s\" } %s }";
        String two = "output_arg { name: \"same\" type: DT_FLOAT }";
        String node =
                "node_def { name: \"%s\" op: \"%s\" input: \"a\" %s attr { key: \"T\" value { type: DT_FLOAT } } }";
        FunctionDefLibrary.Builder library = FunctionDefLibrary.newBuilder();
        TextFormat.merge(
                signature.formatted(
                                "body",
                                "DT_FLOAT",
                                two,
                                node.formatted("product", "Mul", "input: \"weight\""),
                                "product:z:0",
                                "ret { key: \"same\" value: \"weight\" }")
                        + signature.formatted(
                                "cond",
                                "DT_BOOL",
                                "",
                                node.formatted("less", "Less", "input: \"weight\""),
                                "less:z:0",
                                ""),
                library);
        for (String op : List.of("Abs", "Neg", "Tanh")) {
            TextFormat.merge(
                    "function { signature { name: \"" + op + "_branch\" input_arg { name: \"a\" type: DT_FLOAT }"
                            + " output_arg { name: \"b\" type: DT_FLOAT } } " + node.formatted("inner", op, "")
                            + " ret { key: \"b\" value: \"inner:y:0\" } }",
                    library);
        }
        return library.build();
    }

    private static Graph lowered(Graph graph, Set<String> keep, Set<String> later) throws Exception {
        Graph whole = graph.withLibrary(library());
        return new ControlFlowLowering(new FunctionLibrary(library(), TestOps.get(), null), null)
                .lower(whole, keep, later);
    }

    private static Graph cases() {
        return Graphs.of(
                "which = Placeholder()" + INT,
                "x = Placeholder()",
                "case = StatelessCase(which, x)" + FLOATS + " attr { key: \"branches\" value { list {"
                        + " func { name: \"Abs_branch\" } func { name: \"Neg_branch\" } func { name: \"Tanh_branch\" }"
                        + " } } }",
                "y = Identity(case)");
    }

    private static Graph loop() {
        return Graphs.of(
                "x = Placeholder()",
                "w = Const()",
                "while = StatelessWhile(x, w) attr { key: \"T\" value { list { type: [ DT_FLOAT, DT_FLOAT ] } } }"
                        + " attr { key: \"cond\" value { func { name: \"cond\" } } }"
                        + " attr { key: \"body\" value { func { name: \"body\" } } }",
                "y = Identity(while)");
    }

    private static Node node(Graph graph, String name) {
        return Objects.requireNonNull(graph.named(name), name);
    }

    private static List<Node> ofOp(Graph graph, String op) {
        return graph.all().stream().filter(node -> node.is(op)).toList();
    }

    @Test
    void aCaseIsAChainOfSwitchesAndOneMerge() throws Exception {
        Graph lowered = lowered(cases(), Set.of(), Set.of());

        // Which of three it is takes two questions; the last branch is also that of an index out of range.
        assertThat(ofOp(lowered, "Equal")).hasSize(2);
        assertThat(node(lowered, "case/merge_0").dataInputs())
                .extracting(NodeInput::node)
                .containsExactly("case/branch2/inner", "case/branch1/inner", "case/branch0/inner");
        assertThat(node(lowered, "y").input(0)).isEqualTo(new NodeInput("case/merge_0", 0));
    }

    @Test
    void whatALoopHandsOnUnchangedEntersItOnceAndDoesNotGoRound() throws Exception {
        Graph lowered = lowered(loop(), Set.of(), Set.of());

        assertThat(ofOp(lowered, "Enter"))
                .extracting(enter -> enter.input(0).node())
                .containsExactlyInAnyOrder("x", "w");
        assertThat(ofOp(lowered, "NextIteration")).hasSize(1);
        assertThat(ofOp(lowered, "LoopCond")).hasSize(1);
        assertThat(node(lowered, node(lowered, "y").input(0).node()).op()).isEqualTo("Exit");
    }

    @Test
    void whatMustKeepItsNameHandsTheResultsOn() throws Exception {
        Graph lowered = lowered(cases(), Set.of("case"), Set.of());

        assertThat(node(lowered, "case").op()).isEqualTo("Identity");
        assertThat(node(lowered, "case").input(0)).isEqualTo(new NodeInput("case/merge_0", 0));
    }

    @Test
    void whatIsForLaterStays() throws Exception {
        Graph graph = cases();

        assertThat(lowered(graph, Set.of(), Set.of("case")).all()).isEqualTo(graph.all());
    }

    @Test
    void aLoopThatDoesNotFitItsFunctionsIsAnError() {
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "while = StatelessWhile(x) attr { key: \"T\" value { list { type: DT_FLOAT } } }"
                        + " attr { key: \"cond\" value { func { name: \"cond\" } } }"
                        + " attr { key: \"body\" value { func { name: \"body\" } } }");

        assertThatThrownBy(() -> lowered(graph, Set.of(), Set.of()))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("\"while\"");
    }
}
