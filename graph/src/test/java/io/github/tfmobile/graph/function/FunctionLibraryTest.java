package io.github.tfmobile.graph.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.TextFormat;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.testing.TestOps;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NameAttrList;

class FunctionLibraryTest {

    /** {@code f(x) = split(x)[1] + abs(x)}, of a type that the caller gives. */
    private static final String FUNCTION = """
            function {
              signature {
                name: "f" input_arg { name: "x" type_attr: "T" } output_arg { name: "y" type_attr: "T" }
                attr { name: "T" type: "type" }
              }
              node_def { name: "axis" op: "Const" attr { key: "dtype" value { type: DT_INT32 } }
                attr { key: "value" value { tensor { dtype: DT_INT32 tensor_shape { } int_val: 0 } } } }
              node_def { name: "parts" op: "Split" input: "axis:output:0" input: "x"
                attr { key: "T" value { placeholder: "T" } } attr { key: "num_split" value { i: 2 } } }
              node_def { name: "size" op: "Abs" input: "x" input: "^parts" attr { key: "T" value { placeholder: "T" } } }
              node_def { name: "sum" op: "AddV2" input: "parts:output:1" input: "size:y:0"
                attr { key: "T" value { placeholder: "T" } } }
              ret { key: "y" value: "sum:z:0" }
            }
            """;

    private static FunctionLibrary library(String text) {
        FunctionDefLibrary.Builder library = FunctionDefLibrary.newBuilder();
        try {
            TextFormat.merge(text, library);
        } catch (TextFormat.ParseException e) {
            throw new IllegalArgumentException(text, e);
        }
        return new FunctionLibrary(library.build(), TestOps.get(), null);
    }

    private static NameAttrList ofFloat() {
        return NameAttrList.newBuilder()
                .setName("f")
                .putAttr("T", Attrs.type(DataType.DT_FLOAT))
                .build();
    }

    private static Node node(FunctionBody body, String name) {
        return body.nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void inputsOfABodyAreThoseOfAGraph() throws Exception {
        FunctionBody body = library(FUNCTION).body(ofFloat());

        assertThat(node(body, "sum").inputs()).containsExactly(new NodeInput("parts", 1), new NodeInput("size", 0));
        assertThat(node(body, "size").inputs()).containsExactly(new NodeInput("x", 0), NodeInput.control("parts"));
        assertThat(body.results()).extracting(FunctionBody.Result::tensor).containsExactly(new NodeInput("sum", 0));
    }

    @Test
    void theCallGivesTheAttrs() throws Exception {
        FunctionBody body = library(FUNCTION).body(ofFloat());

        assertThat(node(body, "sum").attr("T")).isEqualTo(Attrs.type(DataType.DT_FLOAT));
        assertThat(body.arguments().get(0).attr("T")).isEqualTo(Attrs.type(DataType.DT_FLOAT));
        assertThatThrownBy(() -> library(FUNCTION).body("f"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("function \"f\": the caller gives no value for attr \"T\"");
    }

    @Test
    void aBodyIsDefinedAsItWasWritten() throws Exception {
        FunctionLibrary library = library(FUNCTION);

        FunctionBody body = library.body(ofFloat());

        assertThat(library.define(body).getNodeDefList())
                .filteredOn(node -> node.getName().equals("sum"))
                .singleElement()
                .satisfies(node -> assertThat(node.getInputList()).containsExactly("parts:output:1", "size:y:0"));
        assertThat(library.define(body).getRetMap()).containsEntry("y", "sum:z:0");
        assertThat(Objects.requireNonNull(library.find("f")).getRetMap()).containsEntry("y", "sum:z:0");
    }

    @Test
    void aTensorThatThereIsNotIsAnError() {
        for (String wrong : new String[] {"parts:output:2", "parts:other:0", "missing:y:0", "size:y:0:0"}) {
            assertThatThrownBy(() ->
                            library(FUNCTION.replace("parts:output:1", wrong)).body(ofFloat()))
                    .as(wrong)
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("function \"f\": no ");
        }
    }
}
