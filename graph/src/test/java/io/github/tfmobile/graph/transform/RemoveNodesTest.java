package io.github.tfmobile.graph.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.testing.Graphs;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.NodeDef;

class RemoveNodesTest {

    private static Graph remove(String transform, Graph graph, String inputs, String outputs) throws ProblemException {
        return TransformPipeline.parse(transform).apply(graph, TransformContexts.of(inputs, outputs));
    }

    private static List<String> names(Graph graph) {
        return graph.nodes().stream().map(NodeDef::getName).toList();
    }

    private static List<String> inputs(Graph graph, String name) {
        NodeDef node = graph.find(name);
        assertThat(node).as(name).isNotNull();
        return node.getInputList();
    }

    @Test
    void removesWholeChainsAndKeepsPorts() throws ProblemException {
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "axis = Const() attr { key: \"dtype\" value { type: DT_INT32 } } attr { key: \"value\" value { tensor {"
                        + " dtype: DT_INT32 tensor_shape { } int_val: 0 } } }",
                "s = Split(axis, x) attr { key: \"num_split\" value { i: 2 } }",
                "a = Identity(s:1)",
                "b = Identity(a)",
                "c = Identity(b:0)",
                "out = AddN(c, s, a) attr { key: \"N\" value { i: 3 } }");

        Graph result = remove("remove_nodes(op=Identity)", graph, "x", "out");

        assertThat(names(result)).containsExactly("x", "axis", "s", "out");
        assertThat(inputs(result, "out")).containsExactly("s:1", "s", "s:1");
    }

    @Test
    void handsControlInputsOnToTheReaders() throws ProblemException {
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "n = NoOp()",
                "m = NoOp()",
                "a = Identity(x, ^n)",
                "b = Identity(a, ^m)",
                "r = Relu(b)",
                "w = NoOp(^b)",
                "out = Relu(r, ^w)");

        Graph result = remove("remove_nodes(op=Identity)", graph, "x", "out");

        assertThat(inputs(result, "r")).containsExactlyInAnyOrder("x", "^m", "^n");
        assertThat(inputs(result, "w")).containsExactlyInAnyOrder("^x", "^m", "^n");
    }

    @Test
    void keepsInputsAndOutputs() throws ProblemException {
        Graph graph = Graphs.of("p = Placeholder()", "x = Identity(p)", "i = Identity(x)", "out = Identity(i)");

        assertThat(names(remove("remove_nodes(op=Identity)", graph, "x:0", "out:0")))
                .containsExactly("p", "x", "out");
    }

    @Test
    void keepsThePivotsOfACond() throws ProblemException {
        String bool = "attr { key: \"dtype\" value { type: DT_BOOL } }";
        String t = " attr { key: \"T\" value { type: DT_BOOL } }";
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "p = Placeholder() " + bool,
                "sw = Switch(p, p)" + t,
                "pivot_t = Identity(sw:1)" + t,
                "pivot_f = Identity(sw)" + t,
                "one = Const(^pivot_t)",
                "two = Const(^pivot_f)",
                "kept = Identity(x, ^pivot_t)",
                "m = Merge(two, kept) attr { key: \"N\" value { i: 2 } }",
                "i = Identity(m)",
                "out = Add(i, one)");

        Graph result = remove("remove_nodes(op=Identity)", graph, "x,p", "out");

        assertThat(names(result)).contains("pivot_t", "pivot_f", "kept").doesNotContain("i");
        assertThat(inputs(result, "one")).containsExactly("^pivot_t");
        assertThat(inputs(result, "m")).containsExactly("two", "kept");
        assertThat(inputs(result, "out")).containsExactly("m", "one");
    }

    @Test
    void removesNodesOfMoreInputsWhereAsked() throws ProblemException {
        Graph graph = Graphs.of("x = Placeholder()", "c = Const()", "a = Maximum(x, c)", "out = Relu(a)");

        assertThat(names(remove("remove_nodes(op=Maximum)", graph, "x", "out"))).contains("a");
        Graph result = remove("remove_nodes(op=Maximum, max_inputs=2)", graph, "x", "out");
        assertThat(names(result)).doesNotContain("a");
        assertThat(inputs(result, "out")).containsExactly("x");
    }

    @Test
    void removesWhatARemovedNodeAloneRead() throws ProblemException {
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "own = Const()",
                "shared = Const()",
                "waited = Const()",
                "output = Const()",
                "a = BiasAdd(x, own)",
                "b = BiasAdd(a, shared)",
                "c = BiasAdd(b, waited)",
                "d = BiasAdd(c, output)",
                "e = Relu(shared, ^waited)",
                "out = AddN(d, e) attr { key: \"N\" value { i: 2 } }");

        Graph result = remove("remove_nodes(op=BiasAdd, max_inputs=2)", graph, "x", "out,output");

        assertThat(names(result)).containsExactly("x", "shared", "waited", "output", "e", "out");
        assertThat(inputs(result, "out")).containsExactly("x", "e");
    }
}
