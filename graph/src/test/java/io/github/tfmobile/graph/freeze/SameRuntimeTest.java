package io.github.tfmobile.graph.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import io.github.tfmobile.graph.freeze.table.TableInitializers;
import io.github.tfmobile.graph.runtime.TensorFlowRuntime;
import io.github.tfmobile.graph.savedmodel.SavedModelFolder;
import io.github.tfmobile.graph.savedmodel.SavedModelReader;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import io.github.tfmobile.graph.testing.TensorValue;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Every model of the corpus, original and frozen in one runtime: the same bits come out. The original restores its
 * variables by itself, with the restore op of its Saver or as a SavedModel.
 */
@Tag("corpus")
@Tag("runtime")
class SameRuntimeTest {

    static List<CorpusCase> tf1() {
        return Corpus.cases("tf1");
    }

    @ParameterizedTest
    @MethodSource("tf1")
    void givesTheBitsOfATrainingGraph(CorpusCase model) throws ProblemException, IOException {
        Map<NodeInput, TensorProto> feeds = new LinkedHashMap<>();
        model.tensors("inputs")
                .forEach(feed ->
                        feeds.put(NodeInput.parse(feed.name()), feed.value().toProto()));
        List<NodeInput> outputs = FreezeTesting.outputs(model);
        OpenModel.GraphModel source = FreezeTesting.graph(model);
        List<TensorValue> expected = original(model, source, feeds, outputs);
        for (FreezeOptions.ControlFlow controlFlow : FreezeOptions.ControlFlow.values()) {
            FreezeResult result =
                    FreezeTesting.freeze(source, outputs, FreezeOptions.DEFAULTS.withControlFlow(controlFlow));
            assertThat(run(result.graph(), feeds, outputs))
                    .as("%s", controlFlow)
                    .isEqualTo(expected);
        }
    }

    private static List<TensorValue> original(
            CorpusCase model, OpenModel.GraphModel source, Map<NodeInput, TensorProto> feeds, List<NodeInput> outputs)
            throws ProblemException, IOException {
        SaverDef saver = SaverDef.parseFrom(Files.readAllBytes(model.path("saver.pb")));
        assertThat(source.checkpoint()).isNotNull();
        TensorProto prefix = text(source.checkpoint().prefix().toString());
        List<String> initializers = source.graph().nodes().stream()
                .filter(node -> TableInitializers.isInitializer(node.getOp()))
                .map(NodeDef::getName)
                .toList();
        // Nodes on the devices of a training cluster run on this machine.
        Graph graph = source.graph()
                .withNodes(source.graph().nodes().stream()
                        .map(node -> node.toBuilder().clearDevice().build())
                        .toList());
        try (TensorFlowRuntime.RuntimeSession session = TensorFlowRuntime.load().open(graph)) {
            session.run(
                    Map.of(NodeInput.parse(saver.getFilenameTensorName()), prefix),
                    List.of(),
                    List.of(saver.getRestoreOpName()));
            if (!initializers.isEmpty()) {
                session.run(Map.of(), List.of(), initializers);
            }
            return session.run(feeds, outputs).stream().map(TensorValue::of).toList();
        }
    }

    /**
     * A MetaGraph, the signatures that are frozen together, their feeds, and the outputs that are compared: of the
     * training graph only the one that is not behind dropout, whose random numbers are others in every run.
     */
    static Stream<Arguments> savedModels() {
        List<Arguments> models = new ArrayList<>();
        for (CorpusCase model : Corpus.cases("saved_model")) {
            for (Map<String, Object> signature : model.objects("signatures")) {
                models.add(Arguments.of(
                        model,
                        "serve",
                        List.of(String.valueOf(signature.get("signature"))),
                        model.tensors(signature, "inputs"),
                        List.of()));
            }
            if (model.objects("signatures").isEmpty()) {
                models.add(
                        Arguments.of(model, "serve", List.of("serving_default"), model.tensors("inputs"), List.of()));
            }
            if (!model.tensors("train_inputs").isEmpty()) {
                models.add(Arguments.of(
                        model, "train", List.of("train"), model.tensors("train_inputs"), List.of("joined")));
            }
        }
        return models.stream();
    }

    @ParameterizedTest
    @MethodSource("savedModels")
    void givesTheBitsOfASavedModel(
            CorpusCase model,
            String tag,
            List<String> signatures,
            List<CorpusCase.Recorded> recorded,
            List<String> wanted)
            throws ProblemException {
        try (TensorFlowRuntime.RuntimeSession original = open(model, tag)) {
            for (FreezeOptions.ControlFlow controlFlow : FreezeOptions.ControlFlow.values()) {
                FreezeResult result = FreezeTesting.freeze(
                        new OpenModel.SavedModelDirectory(
                                model.path("saved_model"), new TreeSet<>(List.of(tag)), signatures),
                        wanted.stream().map(NodeInput::parse).toList(),
                        FreezeOptions.DEFAULTS.withControlFlow(controlFlow));
                Map<NodeInput, TensorProto> feeds = new LinkedHashMap<>();
                Map<NodeInput, TensorProto> before = new LinkedHashMap<>();
                for (CorpusCase.Recorded feed : recorded) {
                    NodeInput name = NodeInput.parse(feed.name());
                    if (result.graph().find(name.node()) != null) {
                        feeds.put(name, feed.value().toProto());
                    }
                    before.put(FreezeTesting.old(result, name), feed.value().toProto());
                }
                List<NodeInput> outputs =
                        result.outputs().stream().map(output -> output.tensor()).toList();
                assertThat(outputs).isNotEmpty();
                List<TensorValue> expected = original
                        .run(
                                before,
                                outputs.stream()
                                        .map(output -> FreezeTesting.old(result, output))
                                        .toList())
                        .stream()
                        .map(TensorValue::of)
                        .toList();
                assertThat(run(result.graph(), feeds, outputs))
                        .as("%s", controlFlow)
                        .isEqualTo(expected);
            }
        }
    }

    private static TensorFlowRuntime.RuntimeSession open(CorpusCase model, String tag) throws ProblemException {
        if (!model.name().equals("saved_model/tf1_two_meta_graphs")) {
            return TensorFlowRuntime.load().openSavedModel(model.path("saved_model"), Set.of(tag));
        }
        // TensorFlow's own loader feeds the asset of this model twice, since two collections name it, and fails; what
        // it
        // does otherwise is done here: restore, then run the main op with the path of the asset.
        SavedModelFolder folder = SavedModelReader.read(model.path("saved_model"));
        MetaGraphDef metaGraph = folder.metaGraph(new TreeSet<>(List.of(tag)));
        TensorFlowRuntime.RuntimeSession session = TensorFlowRuntime.load().open(Graph.of(metaGraph.getGraphDef()));
        SaverDef saver = metaGraph.getSaverDef();
        session.run(
                Map.of(
                        NodeInput.parse(saver.getFilenameTensorName()),
                        text(model.path("saved_model/variables/variables").toString())),
                List.of(),
                List.of(saver.getRestoreOpName()));
        session.run(
                Map.of(
                        NodeInput.parse("vocab_file"),
                        text(model.path("saved_model/assets/words.txt").toString())),
                List.of(),
                metaGraph
                        .getCollectionDefOrThrow("saved_model_main_op")
                        .getNodeList()
                        .getValueList());
        return session;
    }

    private static TensorProto text(String value) {
        return TensorProto.newBuilder()
                .setDtype(DataType.DT_STRING)
                .setTensorShape(TensorShapeProto.getDefaultInstance())
                .addStringVal(ByteString.copyFromUtf8(value))
                .build();
    }

    private static List<TensorValue> run(Graph graph, Map<NodeInput, TensorProto> feeds, List<NodeInput> outputs)
            throws ProblemException {
        return TensorFlowRuntime.load().run(graph, feeds, outputs).stream()
                .map(TensorValue::of)
                .toList();
    }
}
