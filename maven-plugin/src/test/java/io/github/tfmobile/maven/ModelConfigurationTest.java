package io.github.tfmobile.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.maven.build.ModelRequest;
import io.github.tfmobile.maven.build.SourceFiles;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ModelConfigurationTest {

    private static ModelParameters model() {
        ModelParameters model = new ModelParameters();
        model.name = "inception";
        model.graph = new File("graph.pb");
        model.inputs = List.of("Mul=float[1,299,299,3]");
        model.outputs = List.of("softmax");
        return model;
    }

    private static String message(ModelParameters... models) {
        ProblemException[] thrown = new ProblemException[1];
        assertThatThrownBy(() -> ModelConfiguration.read(List.of(models), true))
                .isInstanceOfSatisfying(ProblemException.class, e -> thrown[0] = e);
        return thrown[0].getMessage();
    }

    @Test
    void readsAModel() throws ProblemException {
        ModelParameters model = model();
        model.checkpoint = new File("model.ckpt-1000");
        model.feeds = "is_training=false, keep_prob=1.0";

        ModelRequest request = ModelConfiguration.read(List.of(model), true).get(0);

        assertThat(request.name()).isEqualTo("inception");
        assertThat(request.source())
                .isEqualTo(new SourceFiles.GraphFiles(Path.of("graph.pb"), Path.of("model.ckpt-1000")));
        assertThat(request.options().feeds())
                .containsEntry("is_training", "false")
                .containsEntry("keep_prob", "1.0");
        assertThat(request.options().clearDevices()).isTrue();
        assertThat(request.transforms()).contains("strip_unused_nodes").contains("fold_fused_batch_norms");
    }

    @Test
    void takesTagSetAndSignatureOfASavedModelFromItsDefaults() throws ProblemException {
        ModelParameters model = new ModelParameters();
        model.savedModel = new File("keywords");

        ModelRequest request = ModelConfiguration.read(List.of(model), true).get(0);

        assertThat(request.source())
                .isEqualTo(new SourceFiles.SavedModelFiles(
                        Path.of("keywords"), new TreeSet<>(List.of("serve")), List.of("serving_default")));
    }

    @Test
    void wantsASource() {
        ModelParameters model = model();
        model.graph = null;

        assertThat(message(model)).isEqualTo("""
                        <model> has no source: "inception"
                          set one of <graph>, <metaGraph> and <savedModel> (-Dtfmobile.graph, -Dtfmobile.metaGraph, \
                        -Dtfmobile.savedModel)""");
    }

    @Test
    void wantsOneSourceAlone() {
        ModelParameters model = model();
        model.savedModel = new File("keywords");

        assertThat(message(model)).isEqualTo("""
                        <model> has more than one source: "inception" has <graph> "graph.pb" and <savedModel> "keywords"
                          keep the one that the model is in""");
    }

    @Test
    void wantsOutputs() {
        ModelParameters model = model();
        model.outputs = List.of();

        assertThat(message(model)).isEqualTo("""
                        <outputs> is missing in model "inception"
                          name the nodes that you fetch (-Dtfmobile.outputs); tfmobile:summarize lists the likely ones""");
    }

    @Test
    void tellsOfAllMistakesInAllModelsAtOnce() {
        ModelParameters first = model();
        first.name = "in ception";
        first.tags = "serve";
        first.feeds = "keep_prob";
        ModelParameters second = model();
        second.recipe = "deploy";
        second.transforms = "strip_unused_nodes";
        ModelParameters third = model();

        assertThat(message(first, second, third)).isEqualTo("""
                        <name> is no model name: "in ception"
                          use letters, digits, _ and - (-Dtfmobile.name)
                        <tags> does not go with the source of model "in ception": "serve"
                          only a SavedModel has tag sets: remove it (-Dtfmobile.tags)
                        <feeds> is no constant for a placeholder: "keep_prob"
                          write name=value, as in is_training=false (-Dtfmobile.feeds)
                        <recipe> and <transforms> are both set in model "inception": "deploy"
                          a recipe is a transform string: keep one of the two (-Dtfmobile.recipe, -Dtfmobile.transforms)
                        <name> is used by two models: "inception"
                          give each its own name""");
    }
}
