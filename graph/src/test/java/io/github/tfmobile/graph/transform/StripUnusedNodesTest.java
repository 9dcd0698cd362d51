package io.github.tfmobile.graph.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Endpoints;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.tensor.TensorShapes;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import io.github.tfmobile.graph.testing.GraphComparison;
import io.github.tfmobile.graph.testing.Graphs;
import io.github.tfmobile.graph.testing.TestOps;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

@Tag("corpus")
class StripUnusedNodesTest {

    private static final Pattern COMMAND =
            Pattern.compile("transform_graph .*--inputs='(.*?)' --outputs='(.*?)' --transforms='(.*)'");

    private static final Graph GRAPH = Graphs.of(
            "raw = Placeholder()",
            "scale = Const()",
            "Mul = Mul(raw, scale)",
            "ids = Cast(raw) attr { key: \"SrcT\" value { type: DT_FLOAT } } attr { key: \"DstT\" value { type: DT_INT64 } }",
            "out = Gather(Mul, ids, ^scale) attr { key: \"Tparams\" value { type: DT_FLOAT } }"
                    + " attr { key: \"Tindices\" value { type: DT_INT64 } }");

    private static Graph strip(String transforms, String inputs) throws ProblemException {
        return strip(GRAPH, transforms, inputs, new ArrayList<>());
    }

    private static Graph strip(Graph graph, String transforms, String inputs, List<String> warnings)
            throws ProblemException {
        Endpoints endpoints = Endpoints.parse(List.of(inputs), List.of("out"));
        return TransformPipeline.parse(transforms)
                .apply(
                        graph,
                        TransformContext.of(
                                endpoints.inputs(),
                                endpoints.outputs(),
                                TestOps.get(),
                                (node, values) -> Optional.empty(),
                                Path.of(""),
                                warnings::add,
                                note -> {}));
    }

    private static void assertPlaceholder(Graph graph, String name, DataType dtype, long... dims) {
        NodeDef node = graph.find(name);
        assertThat(node).isNotNull();
        assertThat(node.getOp()).isEqualTo("Placeholder");
        assertThat(node.getInputList()).isEmpty();
        assertThat(node.getAttrOrThrow("dtype").getType()).isEqualTo(dtype);
        assertThat(node.getAttrOrThrow("shape").getShape()).isEqualTo(TensorShapes.of(dims));
    }

    static Stream<CorpusCase> models() {
        return Stream.concat(Corpus.cases("tf1").stream(), Corpus.cases("saved_model").stream())
                .filter(test -> test.has("stripped.pb") && test.has("frozen.pb"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void givesWhatTheGraphTransformToolGives(CorpusCase test) throws ProblemException {
        String command = "";
        for (Map<String, Object> golden : test.objects("goldens")) {
            command = golden.get("file").equals("stripped.pb") ? String.valueOf(golden.get("made_by")) : command;
        }
        Matcher parts = COMMAND.matcher(command);
        assertThat(parts.matches()).as(command).isTrue();
        Endpoints endpoints = Endpoints.parse(List.of(parts.group(1)), List.of(parts.group(2)));

        Graph stripped = TransformPipeline.parse(parts.group(3))
                .apply(
                        test.graph("frozen.pb"),
                        TransformContext.of(
                                endpoints.inputs(),
                                endpoints.outputs(),
                                TestOps.get(),
                                (node, values) -> Optional.empty(),
                                test.directory(),
                                warning -> {},
                                note -> {}));

        GraphComparison.exact().assertEqual(stripped, test.graph("stripped.pb"));
    }

    @Test
    void givesEachInputTheDtypeAndShapeThatItDeclares() throws ProblemException {
        Graph stripped = strip("strip_unused_nodes", "Mul=float[?,8],ids=int64[]");

        assertPlaceholder(stripped, "Mul", DataType.DT_FLOAT, -1, 8);
        assertPlaceholder(stripped, "ids", DataType.DT_INT64);
        assertThat(stripped.nodes()).extracting(NodeDef::getName).containsExactly("scale", "Mul", "ids", "out");
    }

    @Test
    void letsItsOwnArgumentsWin() throws ProblemException {
        Graph stripped = strip(
                "strip_unused_nodes(type=float, shape=\"3,3\", name=ids, type_for_name=int64, shape_for_name=\"2\")",
                "Mul=float[1],ids=int64[1]");

        assertPlaceholder(stripped, "Mul", DataType.DT_FLOAT, 3, 3);
        assertPlaceholder(stripped, "ids", DataType.DT_INT64, 2);
    }

    @Test
    void takesAnUndeclaredDtypeFromTheNodeAndWarnsOfTheShape() throws ProblemException {
        List<String> warnings = new ArrayList<>();

        Graph stripped = strip(GRAPH, "strip_unused_nodes", "Mul=float[1],ids", warnings);

        assertPlaceholder(stripped, "ids", DataType.DT_INT64);
        assertThat(warnings)
                .containsExactly(
                        "strip_unused_nodes: input ids becomes a Placeholder with the shape of a scalar; declare"
                                + " it as in ids=float[1,299,299,3]");
    }

    @Test
    void narrowsAPlaceholderToItsDeclaredShape() throws ProblemException {
        Graph graph = Graphs.of(
                "x = Placeholder() attr { key: \"dtype\" value { type: DT_FLOAT } } attr { key: \"shape\" value { shape {"
                        + " dim { size: -1 } dim { size: 4 } } } }",
                "out = Relu(x)");

        assertPlaceholder(
                strip(graph, "strip_unused_nodes", "x=float[2,?]", new ArrayList<>()), "x", DataType.DT_FLOAT, 2, 4);
        assertThatThrownBy(() -> strip(graph, "strip_unused_nodes", "x=float[2,5]", new ArrayList<>()))
                .hasMessage("""
                        strip_unused_nodes cannot give a Placeholder of shape [?,4] another shape: "x=float[2,5]"
                          declare a shape that agrees with it, ? for a dim that is not known""");
        assertThatThrownBy(() -> strip(graph, "strip_unused_nodes", "x=int32", new ArrayList<>()))
                .hasMessage("""
                        strip_unused_nodes cannot give a Placeholder of float another dtype: "x=int32"
                          declare it as it is, or name a node behind it as the input""");
    }

    @Test
    void refusesADtypeThatTheReadersDoNotTake() {
        assertThatThrownBy(() -> strip("strip_unused_nodes(type=float)", "Mul,ids"))
                .hasMessage("""
                        transform strip_unused_nodes breaks the graph
                          leave it out, or put a transform before it that removes what it cannot cope with
                        node "out" of op Gather reads float where its op takes int64: "ids\"""");
    }

    @Test
    void refusesAnInputThatIsNoFirstOutput() {
        assertThatThrownBy(() -> strip("strip_unused_nodes", "Mul:1")).hasMessage("""
                        strip_unused_nodes cannot make a Placeholder of an output other than a node's first: "Mul:1"
                          name a node that reads this output alone, such as an Identity behind it""");
    }

    @Test
    void namesTheOutputsThatAreMissing() {
        Endpoints endpoints = new Endpoints(List.of(), List.of());
        assertThat(endpoints.problems(GRAPH)).isEmpty();
        assertThatThrownBy(() -> TransformPipeline.parse("strip_unused_nodes")
                        .apply(GRAPH, TransformContexts.of("Mul", "oot,nothing_like_it")))
                .hasMessage("""
                        strip_unused_nodes: outputs names a node that the graph does not have: "nothing_like_it"
                          the goal summarize lists the likely inputs and outputs
                        strip_unused_nodes: outputs names a node that the graph does not have: "oot"
                          Did you mean "out"?""");
    }

    @Test
    void refusesNamesWithoutTheirDtypes() {
        assertThatThrownBy(() -> strip("strip_unused_nodes(name=a, name=b, type_for_name=float)", "Mul"))
                .hasMessage("""
                        strip_unused_nodes takes a "type_for_name" for every "name", but found 1 for 2
                          for example strip_unused_nodes(name=foo, type_for_name=float, name=bar, type_for_name=quint8)""");
    }

    /** The original leaves a graph in which the input waits for a node that is gone. */
    @Test
    void letsAnInputNotWaitForWhatIsStripped() throws ProblemException {
        Graph graph = Graphs.of("c = Const()", "d = Const()", "x = Placeholder(^c, ^d)", "out = Relu(x, ^d)");

        for (String transform : List.of("strip_unused_nodes", "fold_constants")) {
            Graph result = TransformPipeline.parse(transform).apply(graph, TransformContexts.of("x", "out"));

            assertThat(result.nodes()).extracting(NodeDef::getName).containsExactly("d", "x", "out");
            assertThat(result.nodes().get(1).getInputList()).containsExactly("^d");
        }
    }
}
