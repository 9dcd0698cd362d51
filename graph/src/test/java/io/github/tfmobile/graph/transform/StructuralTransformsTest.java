package io.github.tfmobile.graph.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Constants;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.tensor.TensorShapes;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import io.github.tfmobile.graph.testing.Graphs;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.NodeDef;

/** What the corpus does not show of the transforms that change structure. */
@Tag("corpus")
class StructuralTransformsTest {

    private static Graph run(Graph graph, String transforms, String inputs, String outputs) throws ProblemException {
        return TransformPipeline.parse(transforms).apply(graph, TransformContexts.of(inputs, outputs));
    }

    private static NodeDef node(Graph graph, String name) {
        NodeDef node = graph.find(name);
        assertThat(node).as(name).isNotNull();
        return node;
    }

    private static List<String> names(Graph graph) {
        return graph.nodes().stream().map(NodeDef::getName).toList();
    }

    @Test
    void rewritesFunctionsWhereAsked() throws ProblemException {
        Graph graph = Corpus.find("transforms/rename_op/4").graph("in.pb");
        List<String> ops = new ArrayList<>();
        graph.library().getFunctionList().forEach(f -> f.getNodeDefList().forEach(node -> ops.add(node.getOp())));
        assertThat(ops).contains("Relu");

        Graph left = run(graph, "rename_op(old_op_name=Relu, new_op_name=Relu6)", "x", "out");
        Graph renamed = run(graph, "rename_op(old_op_name=Relu, new_op_name=Relu6, functions=true)", "x", "out");

        assertThat(left.library()).isEqualTo(graph.library());
        ops.clear();
        renamed.library().getFunctionList().forEach(f -> f.getNodeDefList().forEach(node -> ops.add(node.getOp())));
        assertThat(ops).contains("Relu6").doesNotContain("Relu");
    }

    @Test
    void leavesAnIdentityOfACallThatIsAnOutput() throws ProblemException {
        CorpusCase test = Corpus.find("transforms/inline_partitionedcall/1");

        Graph result = run(test.graph("in.pb"), "inline_partitionedcall", "x,y", "PartitionedCall");

        assertThat(node(result, "PartitionedCall").getOp()).isEqualTo("Identity");
        assertThat(node(result, "PartitionedCall").getInputList()).containsExactly("PartitionedCall/Identity");
    }

    @Test
    void makesWhoWaitsForACallWaitForItsResultsAndTheBodyForWhatItWaitedFor() throws ProblemException {
        CorpusCase test = Corpus.find("transforms/inline_partitionedcall/1");
        List<NodeDef> nodes = new ArrayList<>();
        for (NodeDef node : test.graph("in.pb").nodes()) {
            nodes.add(
                    node.getName().equals("PartitionedCall")
                            ? node.toBuilder().addInput("^before").build()
                            : node);
        }
        nodes.add(NodeDef.newBuilder().setName("before").setOp("NoOp").build());
        nodes.add(NodeDef.newBuilder()
                .setName("after")
                .setOp("NoOp")
                .addInput("^PartitionedCall")
                .build());

        Graph result = run(test.graph("in.pb").withNodes(nodes), "inline_partitionedcall", "x,y", "out");

        assertThat(node(result, "after").getInputList()).containsExactly("^PartitionedCall/Identity");
        assertThat(node(result, "PartitionedCall/Relu").getInputList()).containsExactly("x", "^before");
        assertThat(node(result, "PartitionedCall/mul/y").getInputList()).containsExactly("^before");
    }

    @Test
    void flattensAnAtrousConvolutionWithoutPaddingsToAValidOne() throws ProblemException {
        CorpusCase test = Corpus.find("transforms/flatten_atrous_conv/1");
        Graph same = run(test.graph("in.pb"), "flatten_atrous_conv", "in", "out");
        assertThat(node(same, "out").getAttrOrThrow("padding").getS().toStringUtf8())
                .isEqualTo("SAME");
        NodeDef toBatch = test.graph("in.pb").nodes().stream()
                .filter(node -> node.getOp().equals("SpaceToBatchND"))
                .findFirst()
                .orElseThrow();
        NodeDef back = test.graph("in.pb").nodes().stream()
                .filter(node -> node.getOp().equals("BatchToSpaceND"))
                .findFirst()
                .orElseThrow();

        Graph valid = run(padded(test.graph("in.pb"), toBatch, back, 0, 0, 0, 0), "flatten_atrous_conv", "in", "out");
        Graph other = run(padded(test.graph("in.pb"), toBatch, back, 1, 0, 0, 0), "flatten_atrous_conv", "in", "out");

        assertThat(node(valid, "out").getAttrOrThrow("padding").getS().toStringUtf8())
                .isEqualTo("VALID");
        assertThat(names(other)).contains(toBatch.getName());
    }

    /** The graph with other paddings and no crops. */
    private static Graph padded(Graph graph, NodeDef toBatch, NodeDef back, int... paddings) {
        String paddingsNode = NodeInput.parse(toBatch.getInput(2)).node();
        String cropsNode = NodeInput.parse(back.getInput(2)).node();
        return graph.withNodes(graph.nodes().stream()
                .map(node -> node.getName().equals(paddingsNode)
                        ? Constants.node(node.getName(), Constants.int32(TensorShapes.of(2, 2), paddings))
                                .message()
                        : node.getName().equals(cropsNode)
                                ? Constants.node(node.getName(), Constants.int32(TensorShapes.of(2, 2), 0, 0, 0, 0))
                                        .message()
                                : node)
                .toList());
    }

    @Test
    void printsTheOutputsThatAreReadAlone() throws ProblemException {
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "axis = Const() attr { key: \"dtype\" value { type: DT_INT32 } } attr { key: \"value\" value { tensor {"
                        + " dtype: DT_INT32 tensor_shape { } int_val: 0 } } }",
                "s = Split(axis, x) attr { key: \"num_split\" value { i: 3 } }",
                "out = Add(s, s:2)");

        Graph placed = graph.withNodes(graph.nodes().stream()
                .map(node -> node.toBuilder().setDevice("/cpu:0").build())
                .toList());
        Graph result = run(placed, "insert_logging(op=Split, show_op=true, message=hello)", "x", "out");

        NodeDef print = node(result, "s__print__");
        assertThat(print.getInputList()).containsExactly("s", "s", "s:2");
        assertThat(print.getDevice()).isEmpty();
        assertThat(print.getAttrOrThrow("U").getList().getTypeCount()).isEqualTo(2);
        assertThat(print.getAttrOrThrow("message").getS().toStringUtf8()).isEqualTo(";Split;hello");
        assertThat(node(result, "out").getInputList()).containsExactly("s__print__", "s:2");
    }

    @Test
    void movesTheAxisBeforeControlInputs() throws ProblemException {
        Graph graph = Graphs.of(
                "a = Placeholder()",
                "axis = Const() attr { key: \"dtype\" value { type: DT_INT32 } } attr { key: \"value\" value { tensor {"
                        + " dtype: DT_INT32 tensor_shape { } int_val: 0 } } }",
                "out = ConcatV2(a, a, axis, ^a) attr { key: \"N\" value { i: 2 } }"
                        + " attr { key: \"Tidx\" value { type: DT_INT32 } }");

        assertThat(node(run(graph, "backport_concatv2", "a", "out"), "out").getInputList())
                .containsExactly("axis", "a", "a", "^a");
    }

    @Test
    void renamesColocationsWithNodes() throws ProblemException {
        String colocated = " attr { key: \"_class\" value { list { s: \"loc:@inner\" } } }";
        Graph graph = Graphs.of("x = Placeholder()", "inner = Relu(x)", "out = Relu(inner)" + colocated);

        for (String transforms : List.of("rename_node(old_node_name=inner, new_node_name=0)", "obfuscate_names")) {
            NodeDef out = node(run(graph, transforms, "x", "out"), "out");
            assertThat(out.getInputList()).containsExactly("0");
            assertThat(out.getAttrOrThrow("_class").getList().getS(0).toStringUtf8())
                    .isEqualTo("loc:@0");
        }
    }

    @Test
    void renamesToNoNameThatIsTakenAndRenamesNoOutput() {
        Graph graph = Graphs.of("x = Placeholder()", "a = Relu(x)", "out = Relu(a)");

        assertThatThrownBy(() -> run(graph, "rename_node(old_node_name=a, new_node_name=x)", "x", "out"))
                .hasMessage("rename_node cannot give a name that another node has: \"x\"\n  choose another");
        assertThatThrownBy(() -> run(graph, "rename_node(old_node_name=out, new_node_name=y)", "x", "out"))
                .hasMessageStartingWith("rename_node cannot rename an input or output of the model: \"out\"\n");
    }

    @Test
    void keepsTheNamesOfInputsAndOutputsWithPorts() throws ProblemException {
        Graph graph = Graphs.of("x = Placeholder()", "a = Relu(x)", "out = Relu(a)");

        assertThat(names(run(graph, "obfuscate_names", "x:0", "out:0"))).containsExactly("x", "0", "out");
    }

    @Test
    void leavesOutFunctionsThatNothingCalls() throws ProblemException {
        Graph graph = Corpus.find("transforms/inline_partitionedcall/2").graph("in.pb");

        Graph once = run(graph, "inline_partitionedcall remove_unused_functions", "x,y", "out");
        Graph twice = run(once, "inline_partitionedcall remove_unused_functions", "x,y", "out");

        assertThat(graph.library().getFunctionCount()).isEqualTo(2);
        assertThat(once.library().getFunctionCount()).isEqualTo(1);
        assertThat(twice.library().getFunctionCount()).isZero();
        assertThat(names(twice)).contains("PartitionedCall/add");
    }

    @Test
    void castsIdsOfInt32AndKeepsATableThatOthersRead() throws ProblemException {
        Graph graph = Graphs.of(
                "ids = Placeholder() attr { key: \"dtype\" value { type: DT_INT32 } }",
                "w = Const() attr { key: \"dtype\" value { type: DT_FLOAT } } attr { key: \"value\" value { tensor {"
                        + " dtype: DT_FLOAT tensor_shape { dim { size: 3 } dim { size: 1 } } float_val: 0 float_val: 2"
                        + " float_val: 0.000001 } } }",
                "read = Identity(w)",
                "g = Gather(read, ids) attr { key: \"Tparams\" value { type: DT_FLOAT } }"
                        + " attr { key: \"Tindices\" value { type: DT_INT32 } }",
                "side = Relu(read)",
                "out = Relu(g)");

        Graph result = run(graph, "sparsify_gather(group_init_node=init)", "ids", "out,side");

        assertThat(names(result)).contains("w", "read", "side", "init");
        assertThat(node(result, "g/LookupTableFind").getInputList())
                .containsExactly("w/HashTable", "g/ids_int64", "g/Const");
        assertThat(node(result, "w/values").getAttrOrThrow("value").getTensor().getTensorShape())
                .isEqualTo(TensorShapes.of(1));
        assertThat(node(result, "init").getInputList()).containsExactly("^w/InitializeTable");
    }
}
