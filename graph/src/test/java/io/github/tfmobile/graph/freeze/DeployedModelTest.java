package io.github.tfmobile.graph.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.evaluate.JavaEvaluator;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.io.GraphReader;
import io.github.tfmobile.graph.io.GraphWriter;
import io.github.tfmobile.graph.runtime.TensorFlowRuntime;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import io.github.tfmobile.graph.testing.TensorValue;
import io.github.tfmobile.graph.testing.TestOps;
import io.github.tfmobile.graph.transform.Recipe;
import io.github.tfmobile.graph.transform.TransformContext;
import io.github.tfmobile.graph.transform.TransformPipeline;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** The main job, from training graph and checkpoint to the file that is shipped, run in a real TensorFlow. */
@Tag("corpus")
@Tag("runtime")
class DeployedModelTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "tf1/inception_v3_train; Mul=float[1,299,299,3]",
                "tf1/mobilenet_v1_train; Mul=float[1,64,64,3]",
                "tf1/old_batch_norm; Mul=float[1,32,32,3]",
                "tf1/mlp_ref_vars; x",
                "tf1/mlp_resource_vars; x",
                "tf1/lstm_v1; sequence",
                "tf1/cond_v1; x,flag",
                "tf1/partitioned_ref; ids,pos",
                "tf1/sharded_checkpoint; x"
            })
    void givesTheRecordedOutputs(String name, String inputs) throws Exception {
        CorpusCase model = Corpus.find(name);
        Graph shipped = GraphReader.read(deploy(model, inputs));

        Map<NodeInput, TensorProto> feeds = new LinkedHashMap<>();
        for (CorpusCase.Recorded feed : model.tensors("inputs")) {
            feeds.put(NodeInput.parse(feed.name()), feed.value().toProto());
        }
        try (TensorFlowRuntime.RuntimeSession session = TensorFlowRuntime.load().open(shipped)) {
            List<TensorProto> results = session.run(feeds, FreezeTesting.outputs(model));
            List<CorpusCase.Recorded> expected = model.tensors("outputs");
            for (int i = 0; i < results.size(); i++) {
                assertThat(TensorValue.of(results.get(i))
                                .difference(expected.get(i).value(), 1e-4, 1e-4))
                        .as(expected.get(i).name())
                        .isEmpty();
            }
        }
    }

    @Test
    void cutsTheImageDecoderOffAndFoldsEveryBatchNorm() throws Exception {
        Graph shipped = GraphReader.read(deploy(Corpus.find("tf1/inception_v3_train"), "Mul=float[1,299,299,3]"));

        Map<String, Long> ops =
                shipped.nodes().stream().collect(Collectors.groupingBy(NodeDef::getOp, Collectors.counting()));
        assertThat(ops).doesNotContainKeys("DecodeJpeg", "ResizeBilinear", "FusedBatchNormV3", "VariableV2", "Mul");
        assertThat(ops).containsEntry("Placeholder", 1L).containsEntry("Conv2D", 94L);
    }

    private Path deploy(CorpusCase model, String inputs) throws Exception {
        List<NodeInput> outputs = FreezeTesting.outputs(model);
        Graph frozen = FreezeTesting.freeze(FreezeTesting.graph(model), outputs, FreezeOptions.DEFAULTS)
                .graph();
        TransformContext context = TransformContext.of(
                InputSpec.parse(inputs),
                outputs,
                TestOps.get(),
                new JavaEvaluator(),
                folder,
                warning -> {},
                note -> {});
        Graph transformed = TransformPipeline.parse(Recipe.DEPLOY.transforms()).apply(frozen, context);
        Path file = folder.resolve("model.pb");
        GraphWriter.write(transformed, file);
        return file;
    }
}
