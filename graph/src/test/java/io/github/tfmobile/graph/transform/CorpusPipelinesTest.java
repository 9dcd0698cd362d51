package io.github.tfmobile.graph.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tfmobile.graph.Endpoints;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.evaluate.JavaEvaluator;
import io.github.tfmobile.graph.runtime.TensorFlowRuntime;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import io.github.tfmobile.graph.testing.GraphComparison;
import io.github.tfmobile.graph.testing.TensorValue;
import io.github.tfmobile.graph.testing.TestOps;
import io.github.tfmobile.registry.problem.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** The pipeline of TensorFlow's mobile guide on every frozen model of the corpus. */
class CorpusPipelinesTest {

    private static final Pattern COMMAND = Pattern.compile(
            "--in_graph=(\\S+) --inputs='([^']*)' --outputs='([^']*)' --transforms='(.*)'$", Pattern.DOTALL);

    private static final Set<String> TENSOR_LISTS = Set.of("saved_model/keras_lstm", "saved_model/tf2_while_if");

    /** One graph that the Graph Transform Tool made. */
    record Pipeline(CorpusCase model, String golden, String source, String inputs, String outputs, String transforms) {

        @Override
        public String toString() {
            return model.name() + "/" + golden;
        }

        TransformContext context() throws ProblemException {
            Endpoints endpoints = Endpoints.parse(names(inputs), names(outputs));
            return TransformContext.of(
                    endpoints.inputs(),
                    endpoints.outputs(),
                    TestOps.get(),
                    new JavaEvaluator(),
                    model.directory(),
                    warning -> {},
                    note -> {});
        }
    }

    private static List<String> names(String list) {
        return list.isEmpty() ? List.of() : Arrays.asList(list.split(","));
    }

    static List<Pipeline> pipelines() {
        List<Pipeline> found = new ArrayList<>();
        Stream.concat(Corpus.cases("tf1").stream(), Corpus.cases("saved_model").stream())
                .forEach(model -> {
                    for (Map<String, Object> golden : model.objects("goldens")) {
                        String file = String.valueOf(golden.get("file"));
                        Matcher command = COMMAND.matcher(String.valueOf(golden.get("made_by")));
                        if (file.startsWith("optimized") && command.find()) {
                            found.add(new Pipeline(
                                    model,
                                    file,
                                    command.group(1),
                                    command.group(2),
                                    command.group(3),
                                    command.group(4)));
                        }
                    }
                });
        return found;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pipelines")
    void givesTheGraphThatTheToolGives(Pipeline pipeline) throws ProblemException {
        assumeTrue(pipeline.model().has(pipeline.source()) && pipeline.model().has(pipeline.golden()), "not stored");
        assumeTrue(
                !TENSOR_LISTS.contains(pipeline.model().name()),
                "the tool folds TensorListReserve into a constant of dtype variant, which mobile runtimes cannot read");
        Graph optimized = TransformPipeline.parse(pipeline.transforms())
                .apply(pipeline.model().graph(pipeline.source()), pipeline.context());
        // The tool leaves mentions of nodes that it removed, with which TensorFlow imports no graph.
        Graph expected = withoutDangling(pipeline.model().graph(pipeline.golden()));
        assertThat(GraphComparison.exact()
                        .withFoldedNames()
                        .withTolerance(1e-5, 1e-6)
                        .differences(optimized, expected))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pipelines")
    void computesWhatTheModelComputes(Pipeline pipeline) throws ProblemException {
        assumeTrue(pipeline.model().has(pipeline.source()), "not stored");
        String folded = pipeline.transforms().replace("fold_batch_norms", "fold_batch_norms fold_fused_batch_norms");
        for (String transforms : List.of(pipeline.transforms(), folded)) {
            Graph frozen = pipeline.model().graph(pipeline.source());
            assumeRuns(pipeline, frozen);
            assertRuns(pipeline, TransformPipeline.parse(transforms).apply(frozen, pipeline.context()));
        }
    }

    private static void assumeRuns(Pipeline pipeline, Graph frozen) {
        try {
            run(pipeline, frozen);
        } catch (ProblemException e) {
            assumeTrue(false, "what the real tool froze does not run: " + e.getMessage());
        }
    }

    private static void assertRuns(Pipeline pipeline, Graph graph) throws ProblemException {
        List<TensorProto> before = run(pipeline, pipeline.model().graph(pipeline.source()));
        List<TensorProto> after = run(pipeline, graph);
        for (int i = 0; i < before.size(); i++) {
            assertThat(TensorValue.of(after.get(i)).difference(TensorValue.of(before.get(i)), 1e-4, 1e-5))
                    .isEmpty();
        }
    }

    private static List<TensorProto> run(Pipeline pipeline, Graph graph) throws ProblemException {
        Map<NodeInput, TensorProto> feeds = new LinkedHashMap<>();
        List<CorpusCase.Recorded> recorded = new ArrayList<>(pipeline.model().tensors("inputs"));
        for (String input : names(pipeline.inputs())) {
            for (CorpusCase.Recorded feed : recorded) {
                if (feed.name().equals(input)) {
                    feeds.put(NodeInput.parse(input), feed.value().toProto());
                }
            }
            if (!feeds.containsKey(NodeInput.parse(input))
                    && recorded.size() == names(pipeline.inputs()).size()) {
                int at = names(pipeline.inputs()).indexOf(input);
                feeds.put(NodeInput.parse(input), recorded.get(at).value().toProto());
            }
        }
        List<NodeInput> fetches = new ArrayList<>();
        List<String> targets = new ArrayList<>();
        try (TensorFlowRuntime.RuntimeSession session = TensorFlowRuntime.load().open(graph)) {
            for (String output : names(pipeline.outputs())) {
                if (session.outputs(NodeInput.parse(output).node()) > 0) {
                    fetches.add(NodeInput.parse(output));
                } else {
                    targets.add(output);
                }
            }
            if (!targets.isEmpty()) {
                session.run(Map.of(), List.of(), targets);
            }
            return session.run(feeds, fetches);
        }
    }

    private static Graph withoutDangling(Graph graph) {
        List<NodeDef> nodes = new ArrayList<>();
        for (NodeDef node : graph.nodes()) {
            AttrValue.ListValue.Builder kept = AttrValue.ListValue.newBuilder();
            node.getAttrOrDefault("_class", AttrValue.getDefaultInstance()).getList().getSList().stream()
                    .filter(entry -> graph.find(entry.toStringUtf8().replaceFirst("^loc:@", "")) != null)
                    .forEach(kept::addS);
            NodeDef.Builder copy = node.toBuilder().removeAttr("_class");
            if (kept.getSCount() > 0) {
                copy.putAttr("_class", AttrValue.newBuilder().setList(kept).build());
            }
            nodes.add(copy.build());
        }
        return graph.withNodes(nodes);
    }
}
