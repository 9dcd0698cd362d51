package io.github.tfmobile.graph.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import io.github.tfmobile.graph.testing.Graphs;
import io.github.tfmobile.graph.testing.TestOps;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("corpus")
class GraphValidatorTest {

    private static void assertProblems(String message, String... nodes) {
        Graph graph = Graphs.of(nodes);
        assertThatThrownBy(() -> GraphValidator.validate(graph, TestOps.get())).hasMessage(message);
    }

    static Stream<CorpusCase> models() {
        return Stream.concat(Corpus.cases("tf1").stream(), Corpus.cases("saved_model").stream())
                .filter(test -> test.has("frozen.pb"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void findsNothingWrongWithARealModel(CorpusCase test) {
        assertThatCode(() -> GraphValidator.validate(test.graph("frozen.pb"), TestOps.get()))
                .doesNotThrowAnyException();
    }

    @Test
    void tellsOfNodesThatComeTwiceOrHaveNoName() {
        assertProblems("""
                the graph has a node twice: "a"
                  remove or rename one
                the graph has a node without a name, of op "Relu\"""", "a = Placeholder()", "a = Relu(a)", " = Relu(a)");
    }

    @Test
    void tellsOfInputsFromMissingNodesWithTheNearestName() {
        assertProblems("""
                node "b" reads from a node that the graph does not have: "imagee"
                  Did you mean "image"?
                node "b" reads from a node that the graph does not have: "zzzzzz\"""", "image = Placeholder()", "b = Add(imagee, zzzzzz:1)");
    }

    @Test
    void tellsOfDataInputsAfterControlInputs() {
        assertProblems("""
                node "b" has a data input after a control input: "a"
                  control inputs come last""", "a = Placeholder()", "b = Relu(^a, a)");
    }

    @Test
    void showsACycleFromNodeToReader() {
        assertProblems("""
                the graph has a cycle: "b -> c -> d -> b"
                  only a loop through a NextIteration can run; remove one of these inputs""", "a = Placeholder()", "d = Relu(c)", "c = Relu(b)", "b = Add(a, d)");
    }

    @Test
    void findsACycleOfControlInputs() {
        assertThat(GraphValidator.structure(Graphs.of("a = NoOp(^b)", "b = NoOp(^a)")))
                .extracting(Problem::what)
                .containsExactly("the graph has a cycle: \"a -> b -> a\"");
    }

    @Test
    void takesALoopThroughANextIteration() {
        assertThat(GraphValidator.structure(
                        Graphs.of("a = Placeholder()", "m = Merge(a, n)", "r = Relu(m)", "n = NextIteration(r)")))
                .isEmpty();
    }

    @Test
    void doesNotOverflowOnALongChain() {
        String[] nodes = new String[50_000];
        nodes[nodes.length - 1] = "n" + (nodes.length - 1) + " = Placeholder()";
        for (int i = 0; i < nodes.length - 1; i++) {
            nodes[i] = "n" + i + " = Relu(n" + (i + 1) + ")";
        }
        assertThat(GraphValidator.structure(Graphs.of(nodes))).isEmpty();
    }

    @Test
    void tellsWhatTheOpDefinitionsSayAgainst() {
        assertProblems(
                """
                node "b" of op Relu has 2 inputs where its op takes 1
                node "c" of op Relu reads an output that a node of op Placeholder does not have: "a:1"
                node "d" of op Relu lacks the attr "T"
                node "e" of op Relu has an attr that is no type: "T"
                node "f" of op Relu has a dtype that its op does not take: "T=string"
                node "g" of op Relu reads float where its op takes int32: "a\"""",
                "a = Placeholder()",
                "b = Relu(a, a)",
                "c = Relu(a:1)",
                "d = Relu(a) attr { key: \"x\" value { s: 'instead of \"T\"' } }",
                "e = Relu(a) attr { key: \"T\" value { i: 1 } }",
                "f = Relu(a) attr { key: \"T\" value { type: DT_STRING } }",
                "g = Relu(a) attr { key: \"T\" value { type: DT_INT32 } }");
    }

    @Test
    void findsWhatIsWrongBehindNodesOfTheSameOpThatAreInOrder() {
        assertProblems(
                """
                node "d" of op AddN has 2 inputs where its op takes 3
                node "e" of op AddN has an attr that is no int: "N"
                node "f" of op AddN has a dtype that its op does not take: "T=string"
                node "g" of op AddN reads float where its op takes half: "a"
                node "g" of op AddN reads float where its op takes half: "a\"""",
                "a = Placeholder()",
                "b = AddN(a, a) attr { key: \"N\" value { i: 2 } }",
                "c = AddN(a, a, a) attr { key: \"N\" value { i: 3 } }",
                "d = AddN(a, a) attr { key: \"N\" value { i: 3 } }",
                "e = AddN(a, a) attr { key: \"N\" value { type: DT_FLOAT } }",
                "f = AddN(a, a) attr { key: \"N\" value { i: 2 } } attr { key: \"T\" value { type: DT_STRING } }",
                "g = AddN(a, a) attr { key: \"N\" value { i: 2 } } attr { key: \"T\" value { type: DT_HALF } }");
    }

    @Test
    void passesOverOpsThatTheDefinitionsLack() {
        assertThat(GraphValidator.definitions(Graphs.of("a = Mine(b:7)", "b = Yours()"), TestOps.get(), null))
                .isEmpty();
    }

    @Test
    void doesNotCountWhatWasWrongBefore() {
        Graph before = Graphs.of("a = Placeholder()", "b = Relu(a, a)");
        Graph after = Graphs.of("a = Placeholder()", "b = Relu(a, a)", "c = Relu(a, a)");

        assertThat(GraphValidator.definitions(after, TestOps.get(), before))
                .extracting(Problem::what)
                .containsExactly("node \"c\" of op Relu has 2 inputs where its op takes 1");
    }
}
