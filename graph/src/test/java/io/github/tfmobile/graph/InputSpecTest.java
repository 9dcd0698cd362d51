package io.github.tfmobile.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.SettingNames;
import io.github.tfmobile.graph.tensor.TensorShapes;
import io.github.tfmobile.graph.testing.Graphs;
import io.github.tfmobile.registry.Dtype;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.DataType;

class InputSpecTest {

    @Test
    void readsAShapeOfUnknownRank() throws Exception {
        InputSpec spec = InputSpec.parse("x=float[...]").get(0);

        assertThat(spec.shape()).isNotNull();
        assertThat(spec.shape().getUnknownRank()).isTrue();
        assertThat(spec).hasToString("x=float[...]");
    }

    @Test
    void readsNamePortDtypeAndDims() throws ProblemException {
        assertThat(InputSpec.parse(" Mul = float[1, 299,?,-1] ,split:2=int64[], a/b=string,plain"))
                .containsExactly(
                        new InputSpec(
                                new NodeInput("Mul", 0), Dtype.of(DataType.DT_FLOAT), TensorShapes.of(1, 299, -1, -1)),
                        new InputSpec(new NodeInput("split", 2), Dtype.of(DataType.DT_INT64), TensorShapes.of()),
                        new InputSpec(new NodeInput("a/b", 0), Dtype.of(DataType.DT_STRING), null),
                        new InputSpec(new NodeInput("plain", 0), null, null));
    }

    @Test
    void readsAListAsItReadsItsEntries() throws ProblemException {
        assertThat(InputSpec.parse(List.of("x=float[1,2],y", "", "z=bool")))
                .isEqualTo(InputSpec.parse("x=float[1,2],y,z=bool"));
        assertThat(InputSpec.parse(" , ")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "float,DT_FLOAT", "float32,DT_FLOAT", "DT_FLOAT,DT_FLOAT", "half,DT_HALF", "float16,DT_HALF",
        "double,DT_DOUBLE", "float64,DT_DOUBLE", "bfloat16,DT_BFLOAT16", "quint8,DT_QUINT8", "complex64,DT_COMPLEX64",
        "int2,DT_INT2", "DT_UINT2,DT_UINT2", "float8_e5m2fnuz,DT_FLOAT8_E5M2FNUZ", "float4_e2m1fn,DT_FLOAT4_E2M1FN"
    })
    void knowsTheNamesOfDtypes(String name, String constant) throws ProblemException {
        assertThat(InputSpec.parse("x=" + name).get(0).dtype())
                .isEqualTo(Dtype.ofConstant(constant))
                .isNotNull();
    }

    @Test
    void writesWhatItReads() throws ProblemException {
        for (String text : List.of("x", "x:1", "x=half", "x=float[]", "x:3=int32[1,?,3]")) {
            assertThat(InputSpec.parse(text).get(0)).hasToString(text);
        }
    }

    @Test
    void collectsAllThatIsWrong() {
        assertThatThrownBy(() -> InputSpec.parse("a=flaot[1],b=float[1,x],c=float[1,^d,=int32,e:x,x,x:0,f=float[1]2"))
                .isInstanceOf(ProblemException.class)
                .extracting(e -> ((ProblemException) e)
                        .problems().stream()
                                .map(problem -> SettingNames.PLAIN.render(problem.what()))
                                .toList())
                .isEqualTo(List.of(
                        "inputs of \"a\" has an unknown dtype: \"flaot\"",
                        "inputs has a shape that is no list of dims: \"b=float[1,x]\"",
                        "inputs has a shape that is no list of dims: \"c=float[1,^d,=int32,e:x,x,x:0,f=float[1]2\""));
        assertThatThrownBy(() -> InputSpec.parse("^d,=int32,e:x,x,x:0")).hasMessage("""
                        inputs names a control input, which has no tensor: "^d"
                          name the tensor without "^"
                        inputs has an entry without a name: "=int32"
                          write node or node:port, as in softmax
                        inputs has a name whose port is no number: "e:x"
                          write node or node:port, as in split:1
                        inputs names a tensor twice: "x"
                          leave one out""");
    }

    @Test
    void suggestsTheNearestDtype() {
        assertThatThrownBy(() -> InputSpec.parse("a=flaot")).hasMessageStartingWith("""
                        inputs of "a" has an unknown dtype: "flaot"
                          Did you mean "float"?
                          dtypes: bfloat16, bool, complex128,""");
    }

    @Test
    void readsOutputs() throws ProblemException {
        assertThat(Endpoints.parseOutputs(List.of("a, b:1", "c")))
                .containsExactly(new NodeInput("a", 0), new NodeInput("b", 1), new NodeInput("c", 0));
        assertThatThrownBy(() -> Endpoints.parse(List.of("x=flaot"), List.of("a=float,b,b:0")))
                .extracting(e -> ((ProblemException) e)
                        .problems().stream()
                                .map(problem -> SettingNames.PLAIN.render(problem.what()))
                                .toList())
                .isEqualTo(List.of(
                        "inputs of \"x\" has an unknown dtype: \"flaot\"",
                        "outputs takes names alone: \"a=float\"",
                        "outputs names a tensor twice: \"b\""));
    }

    @Test
    void namesTheNearestNodes() throws ProblemException {
        Graph graph = Graphs.of("image = Placeholder()", "softmax = Softmax(image)");

        assertThat(Endpoints.parse(List.of("imgae=float"), List.of("sotfmax,image"))
                        .problems(graph))
                .extracting(Problem::text)
                .containsExactly("""
                        inputs names a node that the graph does not have: "imgae"
                          Did you mean "image"?""", """
                        outputs names a node that the graph does not have: "sotfmax"
                          Did you mean "softmax"?""");
    }
}
