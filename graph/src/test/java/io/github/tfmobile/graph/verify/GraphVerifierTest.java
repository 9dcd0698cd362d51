package io.github.tfmobile.graph.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Attrs;
import io.github.tfmobile.graph.Endpoints;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.evaluate.JavaEvaluator;
import io.github.tfmobile.graph.runtime.TensorFlowRuntime;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.TestOps;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;

@Tag("corpus")
@Tag("runtime")
class GraphVerifierTest {

    private static final GraphRunner JAVA = new JavaGraphRunner(new JavaEvaluator(), TestOps.get());

    private static double verify(GraphRunner runner, String folder, String inputs, String outputs)
            throws ProblemException {
        Endpoints endpoints = Endpoints.parse(List.of(inputs), List.of(outputs));
        Graph before = Corpus.find(folder).graph(folder.startsWith("tf1") ? "frozen.pb" : "in.pb");
        Graph after = Corpus.find(folder).graph(folder.startsWith("tf1") ? "optimized.pb" : "out.pb");
        return new GraphVerifier(runner, TestOps.get(), 1e-4)
                .verify(before, after, endpoints.inputs(), endpoints.outputs(), 1);
    }

    @Test
    void passesWhatComputesTheSameInJavaAndInTheRuntime() throws ProblemException {
        assertThat(verify(JAVA, "transforms/fold_batch_norms/1", "in", "out")).isLessThan(1e-5);
        assertThat(verify(TensorFlowRuntime.load()::run, "tf1/mlp_ref_vars", "x=float[4,12]", "softmax"))
                .isLessThan(1e-5);
    }

    @Test
    void tellsOfTheOutputThatAWrongTransformChanges() {
        assertThatThrownBy(() -> verify(JAVA, "transforms/fold_old_batch_norms/10", "in", "side"))
                .isInstanceOf(ProblemException.class)
                .hasMessageMatching("verify: the transforms change what the model computes, output \"side\" differs by"
                        + " \"[0-9.]+\", more than the tolerance of 1.0E-4\n"
                        + "  Leave transforms out until it holds, or leave verify out if they are meant to round"
                        + " \\(round_weights, quantize_weights, quantize_nodes\\)\\.");
    }

    @Test
    void saysWhichOpJavaCannotRun() {
        Graph graph = Corpus.find("transforms/fold_batch_norms/1").graph("in.pb");
        Graph other = graph.withNodes(graph.nodes().stream()
                .map(node -> node.getOp().equals("Mul")
                        ? node.toBuilder().setOp("Betainc").build()
                        : node)
                .toList());
        assertThatThrownBy(() -> new GraphVerifier(JAVA, TestOps.get(), 1e-4)
                        .verify(
                                other,
                                other,
                                Endpoints.parse(List.of("in"), List.of("out")).inputs(),
                                Endpoints.parse(List.of("in"), List.of("out")).outputs(),
                                1))
                .isInstanceOf(ProblemException.class)
                .hasMessage("The graph cannot be run in Java: no kernel computes the Betainc \"out\"\n"
                        + "  Add TensorFlow's runtime (org.tensorflow:tensorflow-core-native with its natives) as a"
                        + " dependency of the plugin, or leave verify out.");
    }

    /** Folding leaves constants that wait for an input. */
    @Test
    void feedsAnInputThatANodeOnlyWaitsFor() throws ProblemException {
        Graph graph = Corpus.find("transforms/fold_batch_norms/1").graph("in.pb");
        Graph waiting = graph.withNodes(graph.nodes().stream()
                .map(node -> node.getOp().equals("Const")
                        ? node.toBuilder().addInput("^in").build()
                        : node)
                .toList());
        Endpoints endpoints = Endpoints.parse(List.of("in"), List.of("out"));
        assertThat(new GraphVerifier(JAVA, TestOps.get(), 1e-4)
                        .verify(graph, waiting, endpoints.inputs(), endpoints.outputs(), 1))
                .isZero();
    }

    @Test
    void refusesAnInputThatChangedItsDtype() {
        Graph graph = Corpus.find("transforms/fold_batch_norms/1").graph("in.pb");
        Graph other = graph.withNodes(graph.nodes().stream()
                .map(node -> node.getOp().equals("Placeholder")
                        ? node.toBuilder()
                                .putAttr("dtype", Attrs.type(DataType.DT_QUINT8))
                                .build()
                        : node)
                .toList());
        assertThatThrownBy(() -> new GraphVerifier(JAVA, TestOps.get(), 1e-4)
                        .verify(
                                graph,
                                other,
                                Endpoints.parse(List.of("in"), List.of("out")).inputs(),
                                Endpoints.parse(List.of("in"), List.of("out")).outputs(),
                                1))
                .isInstanceOf(ProblemException.class)
                .hasMessage("verify cannot feed the input \"in\": it is float before and quint8 after the transforms\n"
                        + "  Leave verify out for transforms that change the dtype of an input.");
    }
}
