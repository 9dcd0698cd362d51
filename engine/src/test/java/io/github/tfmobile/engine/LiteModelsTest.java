package io.github.tfmobile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.request.TargetSettings;
import io.github.tfmobile.engine.request.TfmobileRequest;
import io.github.tfmobile.engine.setting.SettingValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TensorFlow Lite models from the request to the files of a build. */
@Tag("corpus")
class LiteModelsTest {

    private static final Path LITE = Path.of("..", "testing", "lite").toAbsolutePath();

    private static final SettingValues NEWEST = SettingValues.of(Setting.TENSORFLOW_VERSION, "2.21.0-dev")
            .with(Setting.PLATFORM, "desktop")
            .with(Setting.TYPES, "default");

    @TempDir
    Path folder;

    private final HeardLines heard = new HeardLines();

    private Path output() {
        return folder.resolve("out");
    }

    private TfmobileRequest request(SettingValues target, String... models) {
        TfmobileRequest request = TfmobileRequest.in(folder, output()).target(TargetSettings.of(target));
        for (String model : models) {
            request = request.model(SettingValues.of(Setting.NAME, model)
                    .with(Setting.TFLITE, LITE.resolve("models").resolve(model).resolve("model.tflite")));
        }
        return request;
    }

    private TfmobileResult run(Goal goal, TfmobileRequest request) throws ProblemException, IOException {
        heard.clear();
        return new Tfmobile(heard).run(goal, request);
    }

    private static Path sample(String model, String file) {
        return LITE.resolve("models").resolve(model).resolve(file);
    }

    @Test
    void copiesTheModelAndWritesWhatAFlexBuildTakesIn() throws Exception {
        TfmobileResult result = run(Goal.PREPARE, request(NEWEST, "flex-strings"));

        assertThat(result.resources()).containsExactly("models/flex-strings.tflite");
        assertThat(output().resolve("models/flex-strings.tflite"))
                .hasSameBinaryContentAs(sample("flex-strings", "model.tflite"));
        assertThat(output().resolve("ops_list.json")).hasSameBinaryContentAs(sample("flex-strings", "ops_list.json"));
        assertThat(output().resolve("register_selected_ops.cc")).content().contains("void RegisterSelectedOps(");
        assertThat(output().resolve("tf_op_files.txt")).content().contains("tensorflow/core/kernels/as_string_op.cc");
    }

    @Test
    void writesABuildFileForTheFlexLibraryOfTheModelsThatNeedIt() throws Exception {
        run(Goal.PREPARE, request(NEWEST, "flex-strings", "float-cnn"));

        assertThat(output().resolve("flex/BUILD")).content().endsWith("""
                        load(
                            "//tensorflow/lite/delegates/flex:build_def.bzl",
                            "tflite_flex_shared_library",
                        )

                        MODELS = [
                            "flex-strings.tflite",
                        ]

                        tflite_flex_shared_library(
                            name = "tensorflowlite_flex",
                            models = MODELS,
                            visibility = ["//visibility:public"],
                        )
                        """);

        SettingValues before =
                SettingValues.of(Setting.TENSORFLOW_VERSION, "2.5.3").with(Setting.PLATFORM, "elinux");
        run(Goal.PREPARE, request(before, "flex-strings"));

        assertThat(output().resolve("flex/BUILD"))
                .content()
                .contains("tflite_flex_cc_library(")
                .doesNotContain("tflite_flex_shared_library");

        SettingValues android = SettingValues.of(Setting.TENSORFLOW_VERSION, "2.21.0-dev")
                .with(Setting.PLATFORM, "android")
                .with(Setting.LITE_LAYOUT, "tflite");
        run(Goal.PREPARE, request(android, "flex-dtypes"));

        assertThat(output().resolve("flex/BUILD"))
                .content()
                .contains("\"//tflite/delegates/flex:build_def.bzl\",\n    \"tflite_flex_android_library\",\n")
                .contains("load(\"//tflite/java:aar_with_jni.bzl\", \"aar_with_jni\")");
    }

    /** Nothing is known of 2.18.0, but 2.14.0 and the snapshot of 2.21 have the same kernels for this model. */
    @Test
    void aReleaseBetweenTwoBundledOnesIsAnsweredForWithAWarning() throws Exception {
        SettingValues between = SettingValues.of(Setting.TENSORFLOW_VERSION, "2.18.0")
                .with(Setting.PLATFORM, "elinux")
                .with(Setting.LITE_VERSION, "2.18.0");
        run(Goal.PREPARE, request(between, "flex-strings"));

        assertThat(heard.lines())
                .anySatisfy(line -> assertThat(line)
                        .startsWith("warning: nothing is known of TensorFlow 2.18.0 itself; 2.14.0 and 2.21.0-dev were"
                                + " asked instead"));
        assertThat(output().resolve("ops_to_register.h")).content().contains("AsString");
        assertThat(output().resolve("report/report.json"))
                .content()
                .contains("\"tensorflowVersion\": \"2.18.0\"")
                .contains("\"lite\": \"TensorFlow Lite 2.18\"", "\"liteOps\": \"runtime\"");
        assertThatThrownBy(() -> run(
                        Goal.PREPARE, request(SettingValues.of(Setting.TENSORFLOW_VERSION, "2.99"), "flex-strings")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("there is no bundled registry for this version of TensorFlow: \"2.99\"")
                .hasMessageContaining("the goal scan");
    }

    @Test
    void doesNothingTheSecondTime() throws Exception {
        run(Goal.PREPARE, request(NEWEST, "flex-strings"));

        TfmobileResult again = run(Goal.PREPARE, request(NEWEST, "flex-strings"));

        assertThat(again.upToDate()).isTrue();
        assertThat(heard.lines()).contains("flex-strings is up to date: out/models/flex-strings.tflite");
    }

    @Test
    void writesNoFileOfTensorFlowWhereNoKernelOfItIsNeeded() throws Exception {
        run(Goal.PREPARE, request(SettingValues.of(Setting.LITE_VERSION, "2.18.0"), "float-cnn"));

        assertThat(output().resolve("ops_list.json")).doesNotExist();
        assertThat(output().resolve("tf_op_files.txt")).doesNotExist();
        assertThat(output().resolve("register_selected_ops.cc")).content().contains("Register_CONV_2D()");
        assertThat(heard.lines()).anyMatch(line -> line.startsWith("No kernels of TensorFlow are needed"));
    }

    @Test
    void asksForAReleaseWhereAModelHasFlexOps() {
        assertThatThrownBy(() -> run(Goal.CHECK, request(SettingValues.NONE, "flex-strings")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("model \"flex-strings\" has ops of TensorFlow (Flex), first ")
                .hasMessageContaining("name the release of TensorFlow");
    }

    @Test
    void complainsOfAllThatIsMissingAtOnce() {
        SettingValues old =
                SettingValues.of(Setting.TENSORFLOW_VERSION, "2.6.0").with(Setting.LITE_VERSION, "2.5.0");

        assertThatThrownBy(() -> run(Goal.CHECK, request(old, "flex-no-kernel", "op-versions", "custom-ops")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("Cholesky with T=DT_HALF: 1 node of model \"flex-no-kernel\"")
                .hasMessageContaining("operator 0 of subgraph 0 (")
                .hasMessageContaining("is the first known one that has it")
                .hasMessageContaining("liteVersion=2.")
                .hasMessageContaining("FractionalAvgPool")
                .hasMessageContaining("customOps=FractionalAvgPool");
    }

    @Test
    void judgesBuiltinOpsWithoutARuntimeOnlyWhereNoneHasThem() throws Exception {
        run(Goal.CHECK, request(SettingValues.NONE, "op-versions", "float-cnn"));

        assertThatThrownBy(() -> run(Goal.CHECK, request(SettingValues.NONE, "unregistered-builtin")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("CALL with version=1: 1 node of model \"unregistered-builtin\"")
                .hasMessageContaining("no known runtime registers it in any version");
    }

    @Test
    void takesCustomOpsThatTheAppBrings() throws Exception {
        SettingValues target = SettingValues.of(Setting.CUSTOM_OPS, "FractionalAvgPool");

        run(Goal.PREPARE, request(target, "custom-ops"));

        assertThat(output().resolve("register_selected_ops.cc"))
                .content()
                .contains("AddCustom(\"FractionalAvgPool\", ::tflite::ops::custom::Register_FRACTIONAL_AVG_POOL())");
    }

    @Test
    void resolvesTheOpsOfAMicrocontroller() throws Exception {
        SettingValues target = SettingValues.of(Setting.MICRO, "2026-08").with(Setting.NAMESPACE, "app::models");

        run(Goal.PREPARE, request(target, "float-cnn"));

        assertThat(output().resolve("register_selected_ops.cc")).doesNotExist();
        assertThat(output().resolve("micro_op_resolver.h"))
                .content()
                .contains("namespace app::models {")
                .contains("micro_op_resolver.AddConv2D();");
        assertThatThrownBy(() -> run(Goal.CHECK, request(target, "flex-strings", "stablehlo")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("which TensorFlow Lite for Microcontrollers cannot run")
                .hasMessageContaining("STABLEHLO");
    }

    @Test
    void summarizesAModel() throws Exception {
        TfmobileResult result = run(Goal.SUMMARIZE, request(SettingValues.NONE, "flex-while", "float-cnn"));

        assertThat(heard.lines())
                .contains("Needs no kernels of TensorFlow: the Flex library can be left out")
                .anyMatch(line -> line.startsWith("Needs kernels of TensorFlow (Flex), first for FlexMatrixInverse, "));
        assertThat(result.files()).hasSize(2);
        assertThat(result.files().get(0)).content().contains("\"needsFlex\": true");
    }

    @Test
    void tellsWhatAFileIsThatIsNoModel() throws Exception {
        Path page = Files.writeString(folder.resolve("model.tflite"), "<!DOCTYPE html><html>");

        for (Goal goal : List.of(Goal.PREPARE, Goal.SUMMARIZE)) {
            assertThatThrownBy(() -> run(
                            goal,
                            TfmobileRequest.in(folder, output())
                                    .model(SettingValues.of(Setting.TFLITE, page.toString()))))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("tflite is a web page, not a TensorFlow Lite model");
        }
        assertThatThrownBy(() -> run(
                        Goal.PREPARE,
                        TfmobileRequest.in(folder, output()).model(SettingValues.of(Setting.TFLITE, "none.tflite"))))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("tflite does not exist: ");
    }

    @Test
    void endsWithTheNamesOfModelsThatAreDamaged() {
        TfmobileRequest request = request(NEWEST, "flex-strings");
        for (String file : List.of("tensor-index", "flex-options-garbage", "flex-nodedef-garbage")) {
            request = request.model(SettingValues.of(Setting.NAME, file)
                    .with(Setting.TFLITE, LITE.resolve("damaged").resolve(file + ".tflite")));
        }
        TfmobileRequest damaged = request;

        assertThatThrownBy(() -> run(Goal.PREPARE, damaged))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("model \"tensor-index\": ")
                .hasMessageContaining("model \"flex-options-garbage\": ")
                .hasMessageContaining("model \"flex-nodedef-garbage\": ");
    }
}
