package io.github.tfmobile.graph.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Constants;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** The pipeline of TensorFlow's mobile guide on every frozen model of the corpus. */
@Tag("corpus")
@Tag("runtime")
class CorpusPipelinesTest {

    private static final Pattern COMMAND = Pattern.compile(
            "--in_graph=(\\S+) --inputs='([^']*)' --outputs='([^']*)' --transforms='(.*)'$", Pattern.DOTALL);

    private static final Set<String> TENSOR_LISTS = Set.of("saved_model/keras_lstm", "saved_model/tf2_while_if");

    private static final String VARIANTS = "(?s).*TensorArrayV2.*";

    /** What the real tool froze and no TensorFlow runs; FrozenPipelinesTest transforms what we froze of them. */
    private static final Map<String, String> CANNOT_RUN = Map.of(
            "saved_model/tf2_while_if", "(?s).*(expected type resource != float|has inputs from different frames).*",
            "saved_model/tf2_hash_table",
                    "(?s).*You must feed a value for placeholder tensor 'unknown' with dtype resource.*");

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

    /** Those of which the real tool's answer is stored, and not the same as another's. */
    static List<Pipeline> goldens() {
        return pipelines().stream()
                .filter(pipeline -> pipeline.model().has(pipeline.golden()))
                .filter(pipeline -> !TENSOR_LISTS.contains(pipeline.model().name()))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldens")
    void givesTheGraphThatTheToolGives(Pipeline pipeline) throws ProblemException {
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

    /** The tool folds TensorListReserve into a Const of dtype variant, which runtimes before 2.0 cannot read. */
    @ParameterizedTest
    @ValueSource(strings = {"keras_lstm", "tf2_while_if"})
    void leavesTensorListsThatTheToolFolds(String name) throws ProblemException {
        List<Pipeline> found = pipelines().stream()
                .filter(pipeline -> pipeline.model().name().equals("saved_model/" + name))
                .filter(pipeline -> pipeline.model().has(pipeline.golden()))
                .toList();
        assertThat(found).isNotEmpty();
        for (Pipeline pipeline : found) {
            Graph ours = TransformPipeline.parse(pipeline.transforms())
                    .apply(pipeline.model().graph(pipeline.source()), pipeline.context());
            List<String> differences = GraphComparison.exact()
                    .withFoldedNames()
                    .withTolerance(1e-5, 1e-6)
                    .differences(ours, withoutDangling(pipeline.model().graph(pipeline.golden())));
            assertThat(ours.nodes())
                    .filteredOn(node -> node.getOp().equals("Const"))
                    .noneMatch(node -> node.getAttrOrThrow("dtype").getType() == DataType.DT_VARIANT);
            assertThat(differences)
                    .allSatisfy(line -> assertThat(line).matches(VARIANTS))
                    .hasSizeLessThan(20);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pipelines")
    void computesWhatTheModelComputes(Pipeline pipeline) throws ProblemException {
        Graph frozen = pipeline.model().graph(pipeline.source());
        String reason = CANNOT_RUN.get(pipeline.model().name());
        if (reason != null) {
            assertThatThrownBy(() -> run(pipeline, frozen)).message().matches(reason);
            return;
        }
        String folded = pipeline.transforms().replace("fold_batch_norms", "fold_batch_norms fold_fused_batch_norms");
        for (String transforms : List.of(pipeline.transforms(), folded)) {
            assertRuns(pipeline, TransformPipeline.parse(transforms).apply(frozen, pipeline.context()));
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

    private static List<TensorProto> run(Pipeline pipeline, Graph given) throws ProblemException {
        Graph graph = withVocabulary(given, pipeline.model());
        Map<NodeInput, TensorProto> feeds = new LinkedHashMap<>();
        List<CorpusCase.Recorded> recorded = recorded(pipeline);
        for (String input : names(pipeline.inputs())) {
            recorded.stream()
                    .filter(feed -> feed.name().equals(input))
                    .forEach(feed ->
                            feeds.put(NodeInput.parse(input), feed.value().toProto()));
        }
        assertThat(feeds).hasSameSizeAs(names(pipeline.inputs()));
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

    /** The graph with the vocabulary where it is now, not where it was when the model was saved. */
    private static Graph withVocabulary(Graph graph, CorpusCase model) {
        Path asset = model.directory().resolve("saved_model/assets/words.txt").toAbsolutePath();
        return graph.withNodes(graph.nodes().stream()
                .map(node -> {
                    TensorProto value = node.getAttrOrDefault("value", AttrValue.getDefaultInstance())
                            .getTensor();
                    boolean path = value.getStringValCount() == 1
                            && value.getStringVal(0).toStringUtf8().endsWith("words.txt");
                    return path
                            ? Constants.node(
                                            node.getName(),
                                            value.toBuilder()
                                                    .setStringVal(0, ByteString.copyFromUtf8(asset.toString()))
                                                    .build())
                                    .message()
                            : node;
                })
                .toList());
    }

    /** The feeds that have the names of the pipeline's inputs: the model's own, or those of a signature or a tag. */
    private static List<CorpusCase.Recorded> recorded(Pipeline pipeline) {
        CorpusCase model = pipeline.model();
        List<List<CorpusCase.Recorded>> all = new ArrayList<>(List.of(model.tensors("inputs")));
        all.add(model.tensors("train_inputs"));
        model.objects("signatures").forEach(signature -> all.add(model.tensors(signature, "inputs")));
        return all.stream()
                .filter(feeds ->
                        feeds.stream().map(CorpusCase.Recorded::name).toList().containsAll(names(pipeline.inputs())))
                .findFirst()
                .orElseThrow();
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
