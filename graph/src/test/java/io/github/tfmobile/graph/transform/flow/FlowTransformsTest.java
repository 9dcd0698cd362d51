package io.github.tfmobile.graph.transform.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.TextFormat;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.testing.Graphs;
import io.github.tfmobile.graph.testing.Growth;
import io.github.tfmobile.graph.transform.Recipe;
import io.github.tfmobile.graph.transform.TransformContexts;
import io.github.tfmobile.graph.transform.TransformPipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;

class FlowTransformsTest {

    private static final String FALSE = " attr { key: \"dtype\" value { type: DT_BOOL } }"
            + " attr { key: \"value\" value { tensor { dtype: DT_BOOL tensor_shape { } bool_val: false } } }";

    private static final String MERGE = " attr { key: \"N\" value { i: 2 } }";

    private static final String BOOL = " attr { key: \"T\" value { type: DT_BOOL } }";

    private static final String CALL = " attr { key: \"Tin\" value { list { type: DT_FLOAT } } }"
            + " attr { key: \"Tout\" value { list { type: DT_FLOAT } } }";

    private static final String SCALAR = "attr { key: \"_output_shapes\" value { list { shape { } } } } ";

    /**
     * Functions {@code twice(x) = x + x}, {@code four(x) = twice(twice(x))}, and {@code size(x) = abs(x)} without and with
     * its shape.
     */
    private static final String LIBRARY = "library { "
            + function(
                    "twice",
                    "node_def { name: \"sum\" op: \"AddV2\" input: \"x\" input: \"x\" " + type("T") + "}",
                    "sum:z:0")
            + function("size", "node_def { name: \"abs\" op: \"Abs\" input: \"x\" " + type("T") + "}", "abs:y:0")
            + function(
                    "scalar_size",
                    "node_def { name: \"abs\" op: \"Abs\" input: \"x\" " + type("T") + SCALAR + "}",
                    "abs:y:0")
            + function("four", call("first", "x") + call("second", "first:output:0"), "second:output:0")
            + "}";

    @Test
    void aBranchThatIsNeverTakenGoes() throws ProblemException {
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "pred = Const()" + FALSE,
                "switch = Switch(x, pred)",
                "yes = Relu(switch:1)",
                "no = Neg(switch)",
                "merge = Merge(no, yes)" + MERGE,
                "y = Abs(merge)");

        Graph result = run(graph, "remove_dead_branches", "y");

        assertThat(names(result)).containsExactly("x", "no", "merge", "y");
        assertThat(node(result, "no").getInputList()).containsExactly("x");
        assertThat(node(result, "merge").getOp()).isEqualTo("Identity");
    }

    @Test
    void aConditionWithinABranchThatStaysIsDecided() throws ProblemException {
        String of = " attr { key: \"T\" value { type: DT_BOOL } }";
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "p = Placeholder() attr { key: \"dtype\" value { type: DT_BOOL } }",
                "pred = Const()" + FALSE,
                "outer = Switch(x, p)",
                "inside = Switch(pred, p)" + of,
                "pivot = Switch(inside:1, inside:1)" + of,
                "pivot_f = Identity(pivot)" + of,
                "five = Const(^pivot_f)",
                "six = Const(^pivot)",
                "switch = Switch(outer:1, inside:1)",
                "yes = Relu(switch:1)",
                "no = Add(five, six)",
                "inner = Merge(no, yes)" + MERGE,
                "other = Neg(outer)",
                "merge = Merge(other, inner)" + MERGE);

        Graph result = run(graph, "remove_dead_branches", "merge");

        // Constants wait for what runs in the branch around them: a Switch itself does in any case.
        assertThat(names(result))
                .containsExactlyInAnyOrder(
                        "x", "p", "pred", "outer", "inside", "pivot", "pivot_f", "five", "six", "no", "inner", "other",
                        "merge");
        assertThat(node(result, "pivot").getOp()).isEqualTo("Identity");
        assertThat(node(result, "pivot").getInputList()).containsExactly("inside:1");
        assertThat(node(result, "pivot_f").getInputList()).containsExactly("inside:1");
        assertThat(node(result, "six").getInputList()).containsExactly("^pivot");
        assertThat(node(result, "inner").getInputList()).containsExactly("no");
        assertThat(node(result, "merge").getInputList()).containsExactly("other", "inner");
    }

    @Test
    void whichInputAMergeTookIsAConstant() throws ProblemException {
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "pred = Const()" + FALSE,
                "switch = Switch(x, pred)",
                "merge = Merge(switch:1, switch)" + MERGE,
                "which = Cast(merge:1) attr { key: \"SrcT\" value { type: DT_INT32 } }"
                        + " attr { key: \"DstT\" value { type: DT_FLOAT } } attr { key: \"T\" value { type: DT_FLOAT } }");
        graph = graph.withNodes(graph.nodes().stream()
                .map(node -> node.getOp().equals("Cast")
                        ? node.toBuilder().removeAttr("T").build()
                        : node)
                .toList());

        Graph result = run(graph, "remove_dead_branches", "which");

        NodeDef index = node(result, "merge/value_index");
        assertThat(index.getAttrOrThrow("value").getTensor().getIntValList()).containsExactly(1);
        assertThat(index.getInputList()).containsExactly("^merge");
        assertThat(node(result, "which").getInputList()).containsExactly("merge/value_index");
    }

    @Test
    void anOutputInABranchThatIsNeverTakenIsAnError() {
        Graph graph = Graphs.of(
                "x = Placeholder()", "pred = Const()" + FALSE, "switch = Switch(x, pred)", "yes = Relu(switch:1)");

        assertThatThrownBy(() -> run(graph, "remove_dead_branches", "yes"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("node \"yes\" is in a branch that is never taken");
    }

    @Test
    void deadBranchesTakeLinearTime() throws Exception {
        double growth = Growth.eightfold(200, size -> {
            List<String> lines = new ArrayList<>(List.of("x = Placeholder()", "pred = Const()" + FALSE, "m0 = Neg(x)"));
            for (int i = 1; i <= size; i++) {
                lines.add("s" + i + " = Switch(m" + (i - 1) + ", pred)");
                lines.add("n" + i + " = Neg(s" + i + ")");
                lines.add("r" + i + " = Relu(s" + i + ":1)");
                lines.add("m" + i + " = Merge(n" + i + ", r" + i + ")" + MERGE);
            }
            Graph graph = Graphs.of(lines.toArray(String[]::new));
            return () -> run(graph, "remove_dead_branches", "m" + size);
        });

        assertThat(growth).isLessThan(12);
    }

    @Test
    void deadBranchesWithinEachOtherTakeLinearTime() throws Exception {
        double growth = Growth.eightfold(100, size -> {
            Graph graph = nested(size);
            return () -> run(graph, "remove_dead_branches", "y");
        });

        assertThat(growth).isLessThan(12);
    }

    @Test
    void whatDecidesInABranchComesThroughTheSwitchAroundIt() throws ProblemException {
        Graph result = run(nested(3), "remove_dead_branches", "y");

        assertThat(names(result)).containsExactly("v0", "m3", "m2", "m1", "y");
        assertThat(node(result, "m3").getInputList()).containsExactly("v0");
    }

    @Test
    void whatDecidesLaterComesFromTheMergeBeforeIt() throws ProblemException {
        Graph result = run(
                Graphs.of(
                        "x = Placeholder()",
                        "first = Const()" + FALSE,
                        "pred = Switch(first, first)" + BOOL,
                        "not = LogicalNot(pred:1)",
                        "decided = Merge(pred, not)" + MERGE + BOOL,
                        "switch = Switch(x, decided)",
                        "yes = Relu(switch:1)",
                        "no = Neg(switch)",
                        "merge = Merge(no, yes)" + MERGE,
                        "y = Abs(merge)"),
                "remove_dead_branches",
                "y");

        assertThat(names(result)).containsExactly("x", "no", "merge", "y");
    }

    /** A graph with so many conds within each other, of which the first decides all others. */
    private static Graph nested(int depth) {
        List<String> lines = new ArrayList<>(List.of("v0 = Placeholder()", "p0 = Const()" + FALSE));
        for (int i = 1; i <= depth; i++) {
            lines.add("v" + i + " = Switch(v" + (i - 1) + ", p" + (i - 1) + ")");
            lines.add("p" + i + " = Switch(p" + (i - 1) + ", p" + (i - 1) + ")" + BOOL);
        }
        String inner = "v" + depth;
        for (int i = depth; i >= 1; i--) {
            lines.add("m" + i + " = Merge(" + inner + ", v" + i + ":1)" + MERGE);
            inner = "m" + i;
        }
        lines.add("y = Abs(" + inner + ")");
        return Graphs.of(lines.toArray(String[]::new));
    }

    @Test
    void callsWithinCallsAreWrittenOut() throws ProblemException {
        Graph result = run(withCall("y = PartitionedCall(x)", "f", "four"), "inline_functions", "z");

        assertThat(names(result)).containsExactly("x", "y/first/sum", "y/second/sum", "z");
        assertThat(node(result, "z").getInputList()).containsExactly("y/second/sum");
    }

    @Test
    void aCallThatIsAnOutputKeepsItsName() throws ProblemException {
        Graph result = run(withCall("y = PartitionedCall(x)", "f", "twice"), "inline_functions", "y");

        assertThat(node(result, "y").getOp()).isEqualTo("Identity");
        assertThat(node(result, "y").getInputList()).containsExactly("y/sum");
    }

    @Test
    void anIfOfAKnownConditionIsTheBranchThatItTakes() throws ProblemException {
        Graph result = run(conditional("Const()" + FALSE), "decide_control_flow", "z");

        assertThat(names(result)).contains("y/first/sum").doesNotContain("y");
    }

    @Test
    void anIfOfAnUnknownConditionStays() throws ProblemException {
        Graph graph = conditional("Placeholder() attr { key: \"dtype\" value { type: DT_BOOL } }");

        assertThat(run(graph, "decide_control_flow", "z")).isEqualTo(graph);
    }

    @ParameterizedTest
    @EnumSource
    void recipesWriteOutCallsAndControlFlow(Recipe recipe) throws ProblemException {
        Graph calls = run(withCall("y = PartitionedCall(x)", "f", "four"), recipe.transforms(), "z");
        Graph branches = run(
                conditional("Placeholder() attr { key: \"dtype\" value { type: DT_BOOL } }"), recipe.transforms(), "z");

        assertThat(calls.nodes()).extracting(NodeDef::getOp).doesNotContain("PartitionedCall");
        assertThat(calls.library().getFunctionList()).isEmpty();
        assertThat(branches.nodes())
                .extracting(NodeDef::getOp)
                .contains("Switch", "Merge")
                .doesNotContain("If");
    }

    @Test
    void anIfBecomesSwitchAndMerge() throws ProblemException {
        Graph graph = conditional("Placeholder() attr { key: \"dtype\" value { type: DT_BOOL } }");

        Graph result = run(graph, "lower_control_flow", "z");

        assertThat(result.nodes())
                .extracting(NodeDef::getOp)
                .contains("Switch", "Merge")
                .doesNotContain("If");
    }

    @Test
    void anIfOfUnknownRankAsksForItWhenItRuns() throws ProblemException {
        Graph unknown = conditional("Placeholder() attr { key: \"dtype\" value { type: DT_BOOL } }"
                + " attr { key: \"shape\" value { shape { unknown_rank: true } } }");

        Graph result = run(unknown, "lower_control_flow", "z");

        assertThat(result.nodes())
                .filteredOn(node -> node.getOp().equals("Switch"))
                .isNotEmpty()
                .allSatisfy(node ->
                        assertThat(node(result, node.getInput(1)).getOp()).isEqualTo("Any"));
    }

    @Test
    void aWhileOfUnknownRankAsksForItInEachIteration() throws ProblemException {
        Graph result = run(loop("size"), "lower_control_flow", "z");

        assertThat(result.nodes())
                .filteredOn(node -> node.getOp().equals("LoopCond"))
                .hasSize(1)
                .allSatisfy(node ->
                        assertThat(node(result, node.getInput(0)).getOp()).isEqualTo("Any"));
    }

    @Test
    void aWhileWhoseConditionIsRecordedAsAScalarHasOne() throws ProblemException {
        Graph result = run(loop("scalar_size"), "lower_control_flow", "z");

        assertThat(result.nodes())
                .extracting(NodeDef::getOp)
                .contains("LoopCond")
                .doesNotContain("Any");
    }

    @Test
    void anIfThatTensorFlowItselfLowersHasAScalar() throws ProblemException {
        Graph unknown = conditional("Placeholder() attr { key: \"dtype\" value { type: DT_BOOL } }"
                + " attr { key: \"shape\" value { shape { unknown_rank: true } } }");
        Graph marked = unknown.withNodes(unknown.nodes().stream()
                .map(node -> node.getOp().equals("If")
                        ? node.toBuilder()
                                .putAttr(
                                        "_lower_using_switch_merge",
                                        AttrValue.newBuilder().setB(true).build())
                                .build()
                        : node)
                .toList());

        assertThat(run(marked, "lower_control_flow", "z").nodes())
                .filteredOn(node -> node.getOp().equals("Switch"))
                .isNotEmpty()
                .allSatisfy(node -> assertThat(node.getInput(1)).isEqualTo("pred"));
    }

    @Test
    void dropoutThatKeepsEverythingGoes() throws ProblemException {
        String shape = " attr { key: \"T\" value { type: DT_FLOAT } }";
        Graph graph = Graphs.of(
                "x = Placeholder() attr { key: \"shape\" value { shape { dim { size: 2 } } } }",
                "shape = Shape(x)" + shape,
                "random = RandomUniform(shape) attr { key: \"T\" value { type: DT_INT32 } }"
                        + " attr { key: \"dtype\" value { type: DT_FLOAT } }",
                "keep_prob = Const()",
                "sum = Add(random, keep_prob)",
                "mask = Floor(sum)",
                "dropped = Mul(x, mask)",
                "y = Neg(dropped)");

        Graph result = run(graph, "remove_dropout", "y");

        assertThat(names(result)).containsExactly("x", "dropped", "y");
        assertThat(node(result, "dropped").getOp()).isEqualTo("Identity");
    }

    private static Graph conditional(String condition) {
        Graph graph = withCall("y = If(pred, x)", "then_branch", "twice");
        List<NodeDef> nodes = new ArrayList<>();
        nodes.add(Graphs.of("pred = " + condition).nodes().get(0));
        for (NodeDef node : graph.nodes()) {
            nodes.add(
                    node.getOp().equals("If")
                            ? node.toBuilder()
                                    .putAttr(
                                            "Tcond",
                                            Graphs.of(
                                                            "b = Placeholder() attr { key: \"dtype\" value { type: DT_BOOL } }")
                                                    .nodes()
                                                    .get(0)
                                                    .getAttrOrThrow("dtype"))
                                    .putAttr("else_branch", function("four"))
                                    .build()
                            : node);
        }
        return graph.withNodes(nodes);
    }

    private static Graph loop(String condition) {
        Graph graph = withCall("y = While(x)", "body", "twice");
        AttrValue types = AttrValue.newBuilder()
                .setList(AttrValue.ListValue.newBuilder().addType(DataType.DT_FLOAT))
                .build();
        return graph.withNodes(graph.nodes().stream()
                .map(node -> node.getOp().equals("While")
                        ? node.toBuilder()
                                .putAttr("cond", function(condition))
                                .putAttr("T", types)
                                .build()
                        : node)
                .toList());
    }

    private static Graph withCall(String call, String attr, String function) {
        Graph graph = Graphs.of("x = Placeholder()", call + CALL, "z = Neg(y)");
        return graph.withNodes(graph.nodes().stream()
                        .map(node -> node.getName().equals("y")
                                ? node.toBuilder()
                                        .removeAttr("T")
                                        .putAttr(attr, function(function))
                                        .build()
                                : node)
                        .toList())
                .withLibrary(library().getLibrary());
    }

    private static GraphDef library() {
        GraphDef.Builder graph = GraphDef.newBuilder();
        try {
            TextFormat.merge(LIBRARY, graph);
        } catch (TextFormat.ParseException e) {
            throw new IllegalArgumentException(e);
        }
        return graph.build();
    }

    private static AttrValue function(String name) {
        return AttrValue.newBuilder()
                .setFunc(NameAttrList.newBuilder().setName(name))
                .build();
    }

    private static String function(String name, String nodes, String result) {
        return "function { signature { name: \"" + name + "\" input_arg { name: \"x\" type: DT_FLOAT }"
                + " output_arg { name: \"y\" type: DT_FLOAT } } " + nodes + " ret { key: \"y\" value: \"" + result
                + "\" } } ";
    }

    private static String call(String name, String input) {
        return "node_def { name: \"" + name + "\" op: \"PartitionedCall\" input: \"" + input + "\"" + CALL
                + " attr { key: \"f\" value { func { name: \"twice\" } } } } ";
    }

    private static String type(String attr) {
        return "attr { key: \"" + attr + "\" value { type: DT_FLOAT } } ";
    }

    private static Graph run(Graph graph, String transforms, String output) throws ProblemException {
        return TransformPipeline.parse(transforms).apply(graph, TransformContexts.of("x", output));
    }

    private static List<String> names(Graph graph) {
        return graph.nodes().stream().map(NodeDef::getName).toList();
    }

    private static NodeDef node(Graph graph, String name) {
        NodeDef node = graph.find(name);
        assertThat(node).as(name).isNotNull();
        return Objects.requireNonNull(node);
    }
}
