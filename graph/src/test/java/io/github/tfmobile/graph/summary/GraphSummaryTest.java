package io.github.tfmobile.graph.summary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.common.problem.SettingNames;
import io.github.tfmobile.common.problem.SettingValue;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.testing.TestOps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.GraphDef;

@Tag("corpus")
class GraphSummaryTest {

    private static final Path CORPUS = Path.of("../testing/corpus");

    static Stream<Path> summarised() throws IOException {
        List<Path> graphs = new ArrayList<>();
        for (String family : List.of("tf1", "saved_model")) {
            try (Stream<Path> cases = Files.list(CORPUS.resolve(family))) {
                for (Path folder : cases.sorted().toList()) {
                    Path summary = folder.resolve("summary.json");
                    if (Files.exists(summary)) {
                        JSON.std.mapFrom(Files.readString(summary)).keySet().stream()
                                .map(folder::resolve)
                                .filter(Files::exists)
                                .forEach(graphs::add);
                    }
                }
            }
        }
        return graphs.stream();
    }

    @ParameterizedTest
    @MethodSource("summarised")
    void countsWhatSummarizeGraphCounts(Path file) throws IOException {
        Map<String, Object> expected = child(
                JSON.std.mapFrom(Files.readString(file.resolveSibling("summary.json"))),
                file.getFileName().toString());

        GraphSummary summary = GraphSummary.of(Graph.of(GraphDef.parseFrom(Files.readAllBytes(file))));

        assertThat(summary.nodes()).isEqualTo(expected.get("nodes"));
        assertThat(summary.functions()).isEqualTo(expected.get("library_functions"));
        assertThat(names(summary.inputs().stream()
                        .filter(input -> input.op().equals("Placeholder"))
                        .toList()))
                .containsExactlyInAnyOrderElementsOf(named(expected, "inputs"));
        assertThat(names(summary.outputs().stream()
                        .filter(output -> !output.op().equals("PlaceholderWithDefault"))
                        .toList()))
                .containsExactlyInAnyOrderElementsOf(named(expected, "outputs"));
        assertThat(summary.constParameters()).isEqualTo(((Number) expected.get("const_parameters")).longValue());
        assertThat(summary.controlEdges()).isEqualTo(expected.get("control_edges"));
        assertThat(summary.ops()).isEqualTo(expected.get("op_types"));
        assertThat(summary.devices()).isEqualTo(expected.get("devices"));
        assertThat(summary.invalidInputs()).hasSameSizeAs((List<?>) expected.get("invalid_inputs"));
    }

    @Test
    void answersFirstAndListsTheGraphBelow() throws IOException {
        Graph graph = LikelyNamesTest.corpus("cond_v1", "graph.pb");
        SummaryReport report = new SummaryReport(
                "cond",
                "graph.pb",
                List.of(SettingValue.of(Setting.GRAPH, "graph.pb")),
                false,
                List.of(),
                List.of(),
                List.of(),
                GraphSummary.of(graph),
                LikelyNames.of(graph, TestOps.get()));

        assertThat(report.text(SettingNames.PLAIN)).startsWith("""
                        Model cond (graph.pb)
                        Inputs:
                          x=float[2,4]  a Placeholder that the outputs depend on
                          flag=bool[]   a Placeholder that the outputs depend on
                        Outputs:
                          output=float[2,4]  depends on the weights and nothing reads it
                        Next:
                          prepare graph=graph.pb inputs=x=float[2,4],flag=bool[] outputs=output

                        Found 4 possible inputs:
                          (name=x, op=Placeholder, type=float, shape=[2,4])
                        """);
        assertThat(JSON.std.mapFrom(report.json()))
                .containsEntry("model", "cond")
                .containsEntry("functions", 0);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> child(Map<String, Object> json, String key) {
        return (Map<String, Object>) json.get(key);
    }

    private static List<String> named(Map<String, Object> json, String key) {
        return ((List<?>) json.get(key))
                .stream().map(each -> (String) ((Map<?, ?>) each).get("name")).toList();
    }

    private static List<String> names(List<GraphSummary.Endpoint> endpoints) {
        return endpoints.stream().map(GraphSummary.Endpoint::name).toList();
    }
}
