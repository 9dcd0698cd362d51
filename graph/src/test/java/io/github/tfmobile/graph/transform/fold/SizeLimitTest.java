package io.github.tfmobile.graph.transform.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.io.GraphSize;
import io.github.tfmobile.graph.testing.Graphs;
import io.github.tfmobile.graph.transform.Recipe;
import io.github.tfmobile.graph.transform.TransformContexts;
import io.github.tfmobile.graph.transform.TransformPipeline;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the recipe {@code deploy} leaves to be computed on the device, because it is larger than what it is computed from. */
class SizeLimitTest {

    private static final String TO_FLOAT =
            " attr { key: \"SrcT\" value { type: DT_HALF } } attr { key: \"DstT\" value { type: DT_FLOAT } }";
    private static final String TO_HALF =
            " attr { key: \"SrcT\" value { type: DT_FLOAT } } attr { key: \"DstT\" value { type: DT_HALF } }";

    /** The constant nodes before {@code out}, and what is left of them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // widened weights, and what is computed of them
                "c = HALF(40); w = Cast(c) TO_FLOAT; out = MatMul(x, w) | Cast MatMul",
                "c = HALF(40); w = Cast(c) TO_FLOAT; s = Neg(w); out = MatMul(x, s) | Cast Neg MatMul",
                "c = HALF(40); i = Identity(c) OF_HALF; w = Cast(i) TO_FLOAT; out = MatMul(x, w) | Cast MatMul",
                // the end is not larger than the beginning
                "c = FLOAT(40); h = Cast(c) TO_HALF; w = Cast(h) TO_FLOAT; out = MatMul(x, w) | MatMul",
                "c = HALF(40); w = Cast(c) TO_FLOAT; h = Cast(w) TO_HALF; g = Neg(h) OF_HALF; y = Cast(x) TO_HALF;"
                        + " out = MatMul(y, g) OF_HALF | Cast MatMul",
                "c = FLOAT(40); s = Neg(c); out = MatMul(x, s) | MatMul",
                // made of little
                "d = INTS; v = FLOAT(0); w = Fill(d, v); out = MatMul(x, w) | Fill MatMul",
                "c = FLOAT(1); d = INTS; w = Tile(c, d); out = MatMul(x, w) | Tile MatMul",
                // of one constant that stays, or twice of one that goes
                "c = FLOAT(40); s = Neg(c); y = MatMul(x, c); out = MatMul(y, s) | MatMul Neg MatMul",
                "c = FLOAT(40); s = Neg(c); t = Abs(c); y = MatMul(x, s); out = MatMul(y, t) | Neg Abs MatMul MatMul",
                // a constant handed on is the same one
                "c = FLOAT(40); s = Identity(c); y = MatMul(x, c); out = MatMul(y, s) | MatMul MatMul",
                // part of it goes another way
                "c = FLOAT(40); s = Mul(c, c); d = AXES; t = Sum(s, d) REDUCES; w = Mul(c, t); out = MatMul(x, w) | MatMul",
                // the same twice
                "c = FLOAT(40); d = FLOAT(40); y = MatMul(x, c); out = MatMul(y, d) | MatMul MatMul",
                // what is small
                "c = HALF(1); i = Identity(c) OF_HALF; j = Identity(i) OF_HALF; k = Identity(j) OF_HALF; w = Cast(k) TO_FLOAT;"
                        + " out = Add(x, w) | Add"
            })
    void doesNotGrow(String nodes, String ops) throws ProblemException {
        Graph graph = graph(nodes);
        Graph result = run(graph, "fold_constants(may_grow=false)");
        assertThat(result.all().stream()
                        .map(Node::op)
                        .filter(op -> !op.equals("Const") && !op.equals("Placeholder"))
                        .sorted())
                .containsExactlyElementsOf(
                        List.of(ops.split(" ", -1)).stream().sorted().toList());
        assertThat(GraphSize.of(result)).isLessThanOrEqualTo(GraphSize.of(graph) + 64);
        assertThat(run(graph, "fold_constants").all())
                .as("as the original does it")
                .noneMatch(node -> node.op().equals("Fill") || node.op().equals("Tile"));
    }

    @Test
    void keepsOneOfEqualConstants() throws ProblemException {
        Graph graph =
                graph("c = FLOAT(40); d = FLOAT(40); s = HALF(1); t = HALF(1); y = MatMul(x, c); z = MatMul(y, d);"
                        + " u = Add(s, t) OF_HALF; v = Cast(u) TO_FLOAT; out = Add(z, v)");
        Graph result = run(graph, "fold_constants(may_grow=false)");
        assertThat(result.named("z").input(1)).isEqualTo(result.named("y").input(1));
        assertThat(GraphSize.of(result)).isLessThan(GraphSize.of(graph) - 6000);
        assertThat(run(graph, "fold_constants").named("z").input(1).node()).isEqualTo("d");
    }

    /** Two layers with the same weights, of which each has a batch norm of its own. */
    @Test
    void leavesBatchNormsOfLayersThatShareWeights() throws ProblemException {
        String filter =
                " attr { key: \"dtype\" value { type: DT_FLOAT } } attr { key: \"value\" value { tensor { dtype: DT_FLOAT"
                        + " tensor_shape { dim { size: 1 } dim { size: 1 } dim { size: 2 } dim { size: 2 } } float_val: [1, 2, 3, 4] } } }";
        String vector =
                " attr { key: \"dtype\" value { type: DT_FLOAT } } attr { key: \"value\" value { tensor { dtype: DT_FLOAT"
                        + " tensor_shape { dim { size: 2 } } float_val: [1, 2] } } }";
        String conv = " attr { key: \"strides\" value { list { i: [1, 1, 1, 1] } } }"
                + " attr { key: \"padding\" value { s: \"VALID\" } }";
        String norm = " attr { key: \"is_training\" value { b: false } }";
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "w = Const()" + filter,
                "s = Const()" + vector,
                "a = Conv2D(x, w)" + conv,
                "na = FusedBatchNorm(a, s, s, s, s)" + norm,
                "b = Conv2D(na, w)" + conv,
                "out = FusedBatchNorm(b, s, s, s, s)" + norm);
        assertThat(run(graph, "fold_fused_batch_norms").all())
                .noneMatch(node -> node.op().equals("FusedBatchNorm"));
        assertThat(run(graph, "fold_fused_batch_norms(may_grow=false)").all())
                .filteredOn(node -> node.op().equals("FusedBatchNorm"))
                .hasSize(2);
    }

    /** Much that is small grows together: fifty vectors of 200 halves. */
    @Test
    void countsWhatIsSmallTogether() throws ProblemException {
        StringBuilder nodes = new StringBuilder("y0 = Neg(x)");
        for (int i = 0; i < 50; i++) {
            nodes.append("; c" + i + " = HALF(5); w" + i + " = Cast(c" + i + ") TO_FLOAT; y" + (i + 1) + " = Add(y" + i
                    + ", w" + i + ")");
        }
        Graph graph = graph(nodes + "; out = Neg(y50)");
        assertThat(GraphSize.of(run(graph, "fold_constants"))).isGreaterThan(GraphSize.of(graph));
        assertThat(GraphSize.of(run(graph, "fold_constants(may_grow=false)"))).isLessThanOrEqualTo(GraphSize.of(graph));
    }

    @ParameterizedTest
    @EnumSource
    void isForTheRecipeThatDoesNotShrinkAfterwards(Recipe recipe) {
        assertThat(recipe.transforms().contains("may_grow=false")).isEqualTo(recipe == Recipe.DEPLOY);
    }

    private static Graph run(Graph graph, String transforms) throws ProblemException {
        return TransformPipeline.parse(transforms).apply(graph, TransformContexts.of("x", "out"), Progress.NONE);
    }

    private static Graph graph(String nodes) {
        String[] lines = ("x = Placeholder(); " + nodes).split(";", -1);
        for (int i = 0; i < lines.length; i++) {
            lines[i] = inFull(lines[i].strip());
        }
        return Graphs.of(lines);
    }

    private static String inFull(String line) {
        String name = line.substring(0, line.indexOf(' '));
        if (line.contains("AXES")) {
            return name + " = Const()" + constant("INT32", "dim { size: 2 }", "int_val: [0, 1]");
        }
        if (line.contains("INTS")) {
            return name + " = Const()" + constant("INT32", "dim { size: 2 }", "int_val: [40, 1]");
        }
        if (line.contains("= HALF(") || line.contains("= FLOAT(")) {
            boolean half = line.contains("HALF");
            int rows = Integer.parseInt(line.substring(line.indexOf('(') + 1, line.indexOf(')')));
            String dims = rows == 0 ? "" : "dim { size: " + rows + " } dim { size: 40 }";
            String bytes = "\\001".repeat(Math.max(1, rows * 40) * (half ? 2 : 4));
            return name + " = Const()" + constant(half ? "HALF" : "FLOAT", dims, "tensor_content: \"" + bytes + "\"");
        }
        return line.replace("TO_FLOAT", TO_FLOAT + " attr { key: \"T\" value { type: DT_FLOAT } }")
                .replace("TO_HALF", TO_HALF + " attr { key: \"T\" value { type: DT_FLOAT } }")
                .replace("OF_HALF", "attr { key: \"T\" value { type: DT_HALF } }")
                .replace("REDUCES", "attr { key: \"keep_dims\" value { b: true } }");
    }

    private static String constant(String dtype, String dims, String values) {
        return " attr { key: \"dtype\" value { type: DT_" + dtype
                + " } } attr { key: \"value\" value { tensor { dtype: DT_" + dtype + " tensor_shape { " + dims + " } "
                + values + " } } }";
    }
}
