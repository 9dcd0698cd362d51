package io.github.tfmobile.engine.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.setting.SettingValues;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ModelReaderTest {

    private static final Path BASE = Path.of("project");

    private static SettingValues model() {
        return SettingValues.of(Setting.NAME, "inception")
                .with(Setting.GRAPH, "graph.pb")
                .with(Setting.INPUTS, "Mul=float[1,299,299,3]")
                .with(Setting.OUTPUTS, "softmax");
    }

    private static String message(SettingValues... models) {
        ProblemException[] thrown = new ProblemException[1];
        assertThatThrownBy(() -> ModelReader.read(List.of(models), BASE, true))
                .isInstanceOfSatisfying(ProblemException.class, e -> thrown[0] = e);
        return thrown[0].getMessage();
    }

    private static GraphRequest read(SettingValues model) throws ProblemException {
        return (GraphRequest) ModelReader.read(List.of(model), BASE, true).get(0);
    }

    @Test
    void readsAModel() throws ProblemException {
        GraphRequest request = read(model().with(Setting.CHECKPOINT, "model.ckpt-1000")
                .with(Setting.FEEDS, "is_training=false, keep_prob=1.0"));

        assertThat(request.name()).isEqualTo("inception");
        assertThat(request.source())
                .isEqualTo(new ModelSource.GraphFiles(
                        Path.of("project/graph.pb"), Path.of("project/model.ckpt-1000"), null));
        assertThat(request.options().feeds())
                .containsEntry("is_training", "false")
                .containsEntry("keep_prob", "1.0");
        assertThat(request.options().clearDevices()).isTrue();
        assertThat(request.transforms()).contains("strip_unused_nodes").contains("fold_fused_batch_norms");
    }

    @Test
    void takesASaverForTheCheckpointOfAGraph() throws ProblemException {
        assertThat(read(model().with(Setting.CHECKPOINT, "model.ckpt").with(Setting.SAVER, "saver.pb"))
                        .source())
                .isEqualTo(new ModelSource.GraphFiles(
                        Path.of("project/graph.pb"), Path.of("project/model.ckpt"), Path.of("project/saver.pb")));
        assertThatThrownBy(() -> read(model().with(Setting.SAVER, "saver.pb")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("saver does not go with the source of model \"inception\"");
    }

    @Test
    void takesListsAsElementsAndWithCommas() throws ProblemException {
        GraphRequest elements = read(model().with(Setting.INPUTS, "a=float[1,2]", "b")
                .with(Setting.FEEDS, "c=1", "d=2")
                .with(Setting.VARIABLE_DENYLIST, "v", "w"));
        GraphRequest commas = read(model().with(Setting.INPUTS, "a=float[1,2],b")
                .with(Setting.FEEDS, "c=1,d=2")
                .with(Setting.VARIABLE_DENYLIST, "v,w"));

        assertThat(elements.endpoints()).isEqualTo(commas.endpoints());
        assertThat(elements.endpoints().inputs()).hasSize(2);
        assertThat(elements.options()).isEqualTo(commas.options());
    }

    @Test
    void takesATensorFlowLiteModelAsItIs() throws ProblemException {
        SettingValues model = SettingValues.of(Setting.NAME, "detector").with(Setting.TFLITE, "detector.tflite");

        // A recipe may be said of all models at once, and says nothing of this one.
        assertThat(ModelReader.read(List.of(model.with(Setting.RECIPE, "deploy")), BASE, true))
                .containsExactly(
                        new LiteRequest("detector", new ModelSource.LiteFile(Path.of("project/detector.tflite"))));
        assertThat(ModelReader.resources(model)).containsExactly("models/detector.tflite");
        assertThat(message(model.with(Setting.INPUTS, "x").with(Setting.CHECKPOINT, "c")))
                .contains("inputs does not go with the source of model \"detector\"")
                .contains("checkpoint does not go with the source of model \"detector\"")
                .contains("a TensorFlow Lite model is neither frozen nor transformed");
    }

    @Test
    void namesAModelWithoutAName() throws ProblemException {
        assertThat(read(model().without(Setting.NAME)).name()).isEqualTo("model");
    }

    @Test
    void leavesTagSetAndSignatureToTheSavedModel() throws ProblemException {
        SettingValues model = SettingValues.of(Setting.SAVED_MODEL, "keywords");

        assertThat(read(model).source()).isEqualTo(saved(List.of(), List.of(), null));
        assertThat(read(model.with(Setting.TAGS, "train").with(Setting.SIGNATURE, "encode"))
                        .source())
                .isEqualTo(saved(List.of("train"), List.of("encode"), null));
    }

    private static ModelSource saved(List<String> tags, List<String> signatures, @Nullable String function) {
        return new ModelSource.SavedModelFiles(new OpenModel.SavedModelDirectory(
                Path.of("project/keywords"), new TreeSet<>(tags), signatures, function));
    }

    @Test
    void takesAFunctionInPlaceOfASignature() throws ProblemException {
        SettingValues model = SettingValues.of(Setting.SAVED_MODEL, "keywords").with(Setting.FUNCTION, "classify");

        assertThat(read(model).source()).isEqualTo(saved(List.of(), List.of(), "classify"));
        assertThat(message(model.with(Setting.SIGNATURE, "encode"))).contains("a function is taken in its place");
        assertThat(message(model().with(Setting.FUNCTION, "classify")))
                .contains("only a SavedModel names its functions");
    }

    @Test
    void takesBooleansInAnyCaseAndNothingElse() throws ProblemException {
        assertThat(read(model().with(Setting.CLEAR_DEVICES, "FALSE")).options().clearDevices())
                .isFalse();
        assertThat(read(model().with(Setting.VERIFY, "True")).verify()).isTrue();
        assertThat(message(model().with(Setting.VERIFY, "yes"))).isEqualTo("""
                        verify is neither true nor false: "yes"
                          write true or false: verify""");
    }

    @Test
    void takesTheSuffixOfMovingAverages() throws ProblemException {
        assertThat(read(model().with(Setting.MOVING_AVERAGES, "TRUE")).options().movingAverages())
                .isEqualTo("ExponentialMovingAverage");
        assertThat(read(model().with(Setting.MOVING_AVERAGES, "Ema")).options().movingAverages())
                .isEqualTo("Ema");
        assertThat(read(model()).options().movingAverages()).isNull();
    }

    @Test
    void wantsASource() {
        assertThat(message(model().without(Setting.GRAPH))).isEqualTo("""
                        model "inception" has no source
                          set one of graph, metaGraph, savedModel and tflite""");
    }

    @Test
    void wantsOneSourceAlone() {
        assertThat(message(model().with(Setting.SAVED_MODEL, "keywords"))).isEqualTo("""
                        model "inception" has more than one source: graph "graph.pb" and savedModel "keywords"
                          keep the one that the model is in""");
    }

    @Test
    void wantsOutputs() {
        assertThat(message(model().without(Setting.OUTPUTS))).isEqualTo("""
                        outputs is missing in model "inception"
                          name the nodes that you fetch: outputs; the goal summarize lists the likely ones""");
    }

    @Test
    void tellsOfAllMistakesInAllModelsAtOnce() {
        SettingValues first = model().with(Setting.NAME, "in ception")
                .with(Setting.TAGS, "serve")
                .with(Setting.FEEDS, "keep_prob");
        SettingValues second = model().with(Setting.RECIPE, "deploy").with(Setting.TRANSFORMS, "strip_unused_nodes");

        assertThat(message(first, second, model())).isEqualTo("""
                        name is no name of a model: "in ception"
                          use letters, digits, _ and -: name
                        tags does not go with the source of model "in ception": "serve"
                          only a SavedModel has tag sets: remove tags
                        feeds is no constant for a placeholder: "keep_prob"
                          write name=value, as in is_training=false: feeds
                        recipe and transforms are both set in model "inception": "deploy"
                          a recipe is a transform string: keep one of the two, recipe or transforms
                        name is used by two models: "inception"
                          give each its own name""");
    }

    @Test
    void namesThatDifferInCaseOnlyAreOneFileOnSomeDisks() {
        assertThat(message(model(), model().with(Setting.NAME, "Inception"))).isEqualTo("""
                        name differs in case only from that of model "inception": "Inception"
                          their files would be the same where case does not count: give each its own name""");
    }
}
