package io.github.tfmobile.graph.function;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.testing.Graphs;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GradientDef;

class CallGraphTest {

    /** Functions {@code a -> b -> c}, {@code loop -> loop}, {@code b} with the gradient {@code b_grad}, {@code unused}. */
    private static final FunctionDefLibrary LIBRARY = FunctionDefLibrary.newBuilder()
            .addFunction(function("a", "b"))
            .addFunction(function("b", "c"))
            .addFunction(function("b_grad", "c"))
            .addFunction(function("c", "Abs"))
            .addFunction(function("loop", "loop"))
            .addFunction(function("unused", "a"))
            .addGradient(GradientDef.newBuilder().setFunctionName("b").setGradientFunc("b_grad"))
            .build();

    private static FunctionDef function(String name, String calls) {
        String text = "signature { name: \"" + name + "\" } node_def { name: \"call\" op: \"" + calls + "\" }";
        FunctionDef.Builder function = FunctionDef.newBuilder();
        try {
            TextFormat.merge(text, function);
        } catch (TextFormat.ParseException e) {
            throw new IllegalArgumentException(text, e);
        }
        return function.build();
    }

    private static List<String> names(FunctionDefLibrary library) {
        return library.getFunctionList().stream()
                .map(function -> function.getSignature().getName())
                .toList();
    }

    @Test
    void findsWhatIsCalledThroughOthers() {
        CallGraph calls = new CallGraph(LIBRARY);

        assertThat(calls.reached("a")).containsExactly("b", "c");
        assertThat(calls.reached("c")).isEmpty();
        assertThat(calls.reached("missing")).isEmpty();
    }

    @Test
    void aFunctionThatCallsItselfReachesItself() {
        assertThat(new CallGraph(LIBRARY).reached("loop")).containsExactly("loop");
    }

    @Test
    void calledIsAnOpAndWhateverAttrsName() {
        Graph graph = Graphs.of(
                "x = Placeholder()",
                "y = a(x)",
                "z = Case(x)"
                        + " attr { key: \"branches\" value { list { func { name: \"c\" } func { name: \"loop\" } } } }"
                        + " attr { key: \"f\" value { func { name: \"other\" } } }");

        assertThat(CallGraph.called(graph.node(2))).containsExactly("Case", "c", "loop", "other");
        assertThat(new CallGraph(LIBRARY).reached(graph.all())).containsExactly("a", "c", "loop", "b");
    }

    @Test
    void anInstanceHasTheAttrsThatTheFunctionDeclares() throws Exception {
        FunctionDefLibrary.Builder library = FunctionDefLibrary.newBuilder();
        TextFormat.merge(
                "function { signature { name: \"generic\" attr { name: \"T\" type: \"type\" }"
                        + " attr { name: \"N\" type: \"int\" default_value { i: 3 } } }"
                        + " node_def { name: \"abs\" op: \"Abs\" attr { key: \"T\" value { placeholder: \"T\" } } }"
                        + " node_def { name: \"case\" op: \"Case\" attr { key: \"branches\" value { list { func {"
                        + " name: \"inner\" attr { key: \"n\" value { placeholder: \"N\" } } } } } } } }"
                        + "function { signature { name: \"slope\" } }"
                        + "gradient { function_name: \"generic\" gradient_func: \"slope\" }",
                library);
        CallGraph calls = new CallGraph(library.build());
        String attr = " attr { key: \"f\" value { func { name: \"generic\""
                + " attr { key: \"T\" value { type: DT_HALF } } attr { key: \"U\" value { i: 1 } } } } }";
        Graph graph = Graphs.of("y = PartitionedCall()" + attr, "z = SymbolicGradient()" + attr, "w = Abs(y)");

        CallGraph.Instance instance =
                new CallGraph.Instance("generic", Map.of("T", Attrs.type(DataType.DT_HALF), "N", Attrs.integer(3)));
        assertThat(calls.instances(graph.node(0))).containsExactly(instance);
        assertThat(calls.instances(graph.node(1))).containsExactly(instance, new CallGraph.Instance("slope", Map.of()));
        assertThat(calls.instances(graph.node(2))).isEmpty();
        List<Node> nodes = calls.nodes(instance);
        assertThat(nodes.get(0).attr("T")).isEqualTo(Attrs.type(DataType.DT_HALF));
        assertThat(nodes.get(1).attrOrThrow("branches").getList().getFunc(0).getAttrOrThrow("n"))
                .isEqualTo(Attrs.integer(3));
    }

    @Test
    void keepsWhatIsNeededWithItsGradients() {
        Graph graph = Graphs.of("x = Placeholder()", "y = a(x)");

        FunctionDefLibrary needed = new CallGraph(LIBRARY).needed(graph.all());

        assertThat(names(needed)).containsExactly("a", "b", "b_grad", "c");
        assertThat(needed.getGradientList()).isEqualTo(LIBRARY.getGradientList());
        assertThat(new CallGraph(needed).needed(List.of())).isEqualTo(FunctionDefLibrary.getDefaultInstance());
    }
}
