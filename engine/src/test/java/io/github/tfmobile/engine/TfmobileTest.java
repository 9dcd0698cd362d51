package io.github.tfmobile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.output.FolderLock;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.common.testing.Pipes;
import io.github.tfmobile.engine.event.BuildListener;
import io.github.tfmobile.engine.problem.RequestProblem;
import io.github.tfmobile.engine.request.TargetSettings;
import io.github.tfmobile.engine.request.TfmobileRequest;
import io.github.tfmobile.engine.setting.SettingValues;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Tag("corpus")
class TfmobileTest {

    private static final Path MODEL = Path.of("../testing/corpus/tf1/mobilenet_v1_train");

    @TempDir
    Path output;

    private TfmobileRequest request() {
        return TfmobileRequest.in(MODEL, output)
                .model(SettingValues.of(Setting.GRAPH, "graph.pb")
                        .with(Setting.CHECKPOINT, "model.ckpt")
                        .with(Setting.INPUTS, "Mul=float[1,64,64,3]")
                        .with(Setting.OUTPUTS, "softmax"))
                .target(target("ios"))
                .target(target("raspberry-pi"));
    }

    private static TargetSettings target(String platform) {
        return new TargetSettings(platform, SettingValues.of(Setting.PLATFORM, platform), List.of());
    }

    @Test
    void preparesAModelForTwoTargetsWithoutMaven() throws Exception {
        assertThatThrownBy(() -> Class.forName("org.apache.maven.plugin.Mojo"))
                .isInstanceOf(ClassNotFoundException.class);

        TfmobileResult result = new Tfmobile(BuildListener.NONE).run(Goal.PREPARE, request());

        assertThat(result.upToDate()).isFalse();
        assertThat(result.resources()).containsExactly("models/model.pb");
        assertThat(result.files())
                .contains(output.resolve("models/model.pb").toAbsolutePath())
                .contains(output.resolve("ios/tf_op_files.txt").toAbsolutePath())
                .contains(output.resolve("raspberry-pi/ops_to_register.h").toAbsolutePath())
                .allMatch(Files::isRegularFile);
        assertThat(output.resolve("tf_op_files.txt")).doesNotExist();
    }

    /** A run that was killed between the two leaves the same: a new final graph and what was made of the old one. */
    @Test
    void whatIsMadeOfAFinalGraphIsMadeAgainWhenOnlyTheGraphWas() throws Exception {
        Path models = Files.createDirectories(output.resolve("source"));
        Path built = output.resolve("built");
        TfmobileRequest request = TfmobileRequest.in(models, built)
                .model(SettingValues.of(Setting.GRAPH, "model.pbtxt")
                        .with(Setting.INPUTS, "x=float[1]")
                        .with(Setting.OUTPUTS, "y"))
                .target(TargetSettings.of(SettingValues.of(Setting.PLATFORM, "ios")));
        Files.writeString(models.resolve("model.pbtxt"), graph(1));
        new Tfmobile(BuildListener.NONE).run(Goal.PREPARE, request);
        String before = Files.readString(built.resolve("report/report.json"));

        Files.writeString(models.resolve("model.pbtxt"), graph(2));
        new Tfmobile(BuildListener.NONE).run(Goal.TRANSFORM, request);
        TfmobileResult result = new Tfmobile(BuildListener.NONE).run(Goal.PREPARE, request);

        assertThat(result.upToDate()).isFalse();
        assertThat(Files.readString(built.resolve("report/report.json"))).isNotEqualTo(before);
        assertThat(new Tfmobile(BuildListener.NONE).run(Goal.PREPARE, request).upToDate())
                .isTrue();
    }

    @Test
    void theLastLineSaysTargetVerdictAndWhereTheReportIs() throws Exception {
        Path models = Files.createDirectories(output.resolve("source"));
        Files.writeString(models.resolve("model.pbtxt"), graph(1));
        HeardLines heard = new HeardLines();

        new Tfmobile(heard)
                .run(
                        Goal.PREPARE,
                        TfmobileRequest.in(output, output.resolve("built"))
                                .model(SettingValues.of(Setting.GRAPH, "source/model.pbtxt")
                                        .with(Setting.INPUTS, "x=float[1]")
                                        .with(Setting.OUTPUTS, "y"))
                                .target(TargetSettings.of(SettingValues.of(Setting.PLATFORM, "ios"))));

        assertThat(heard.lines().get(heard.lines().size() - 1).replace('\\', '/'))
                .matches(
                        "\\d+ ops, \\d+ kernels, \\d+ source files of TensorFlow 1\\.15\\.0 for ios-selective; every node has a"
                                + " kernel; 7 of 7 files changed in built; report: built/report/index\\.html");
    }

    private static String graph(int value) {
        return "node { name: 'x' op: 'Placeholder' attr { key: 'dtype' value { type: DT_FLOAT } } }\n"
                + "node { name: 'c' op: 'Const' attr { key: 'dtype' value { type: DT_FLOAT } } attr { key: 'value' value {"
                + " tensor { dtype: DT_FLOAT tensor_shape { dim { size: 1 } } float_val: " + value + " } } } }\n"
                + "node { name: 'y' op: 'Add' input: 'x' input: 'c' attr { key: 'T' value { type: DT_FLOAT } } }\n";
    }

    @Test
    void findsEverythingUpToDateTheSecondTimeAndSaysSo() throws Exception {
        List<Path> files =
                new Tfmobile(BuildListener.NONE).run(Goal.PREPARE, request()).files();
        HeardLines heard = new HeardLines();

        TfmobileResult again = new Tfmobile(heard).run(Goal.PREPARE, request());

        assertThat(again.upToDate()).isTrue();
        assertThat(again.files()).isEqualTo(files);
        assertThat(heard.notes()).anyMatch(note -> note.contains("model is up to date"));
    }

    @Test
    void warnsOfAFinalGraphThatIsLargerThanTheFrozenOne() throws Exception {
        Path models = Files.createDirectories(output.resolve("source"));
        Files.writeString(
                models.resolve("model.pbtxt"),
                "node { name: 'x' op: 'Placeholder' attr { key: 'dtype' value { type: DT_FLOAT } } }\n"
                        + constant("one", "DT_FLOAT", "tensor_shape { } float_val: 1")
                        + "node { name: 'fill' op: 'Range' input: 'one' input: 'many' input: 'one'"
                        + " attr { key: 'Tidx' value { type: DT_FLOAT } } }\n"
                        + constant("many", "DT_FLOAT", "tensor_shape { } float_val: 1001")
                        + "node { name: 'y' op: 'Add' input: 'x' input: 'fill' attr { key: 'T' value { type: DT_FLOAT } } }\n");
        TfmobileRequest request = TfmobileRequest.in(models, output.resolve("built"))
                .model(SettingValues.of(Setting.GRAPH, "model.pbtxt")
                        .with(Setting.INPUTS, "x=float[1]")
                        .with(Setting.OUTPUTS, "y")
                        .with(Setting.TRANSFORMS, "fold_constants"))
                .target(target("ios"));
        List<String> warnings = new ArrayList<>();

        new Tfmobile(new BuildListener() {
                    @Override
                    public void note(String text) {}

                    @Override
                    public void warning(String text) {
                        warnings.add(text);
                    }
                })
                .run(Goal.TRANSFORM, request);

        assertThat(warnings)
                .singleElement()
                .asString()
                .matches("model: the transforms make the graph larger: \\d{3} bytes frozen, 4,\\d{3} bytes after them");
    }

    private static String constant(String name, String dtype, String tensor) {
        return "node { name: '" + name + "' op: 'Const' attr { key: 'dtype' value { type: " + dtype
                + " } } attr { key: 'value' value { tensor { dtype: " + dtype + " " + tensor + " } } } }\n";
    }

    @Test
    void whatDoesNotCompileIsInNoOpListAlsoWhenTheCheckDoesNotFailTheBuild() throws Exception {
        Path models = Files.createDirectories(output.resolve("source"));
        Path built = output.resolve("built");
        Files.writeString(
                models.resolve("model.pbtxt"),
                "node { name: 'x' op: 'Placeholder' attr { key: 'dtype' value { type: DT_STRING } } }\n"
                        + "node { name: 'picture' op: 'DecodeJpeg' input: 'x' }\n"
                        + "node { name: 'numbers' op: 'Cast' input: 'picture' attr { key: 'SrcT' value { type: DT_UINT8 } }"
                        + " attr { key: 'DstT' value { type: DT_FLOAT } } }\n"
                        + "node { name: 'y' op: 'Relu' input: 'numbers' attr { key: 'T' value { type: DT_FLOAT } } }\n");
        TfmobileRequest request = TfmobileRequest.in(models, built)
                .model(SettingValues.of(Setting.GRAPH, "model.pbtxt").with(Setting.OUTPUTS, "y"))
                .target(TargetSettings.of(SettingValues.of(Setting.PLATFORM, "ios")))
                .run(SettingValues.of(Setting.FAIL_ON_UNREGISTERED, "false"));

        new Tfmobile(BuildListener.NONE).run(Goal.PREPARE, request);

        assertThat(built.resolve("report/report.json")).content().contains("\"needs-library\"");
        for (String list : List.of("tf_op_files.txt", "tfmobile.mk", "tfmobile.bzl")) {
            assertThat(built.resolve(list)).content().contains("relu_op.cc").doesNotContain("decode_image_op.cc");
        }
    }

    @Test
    void givesGeneratedJavaOfEachTargetAPackageOfItsOwn() throws Exception {
        TfmobileResult result = new Tfmobile(BuildListener.NONE)
                .run(Goal.GENERATE, request().run(SettingValues.of(Setting.JAVA_PACKAGE, "com.example")));

        assertThat(result.files())
                .contains(output.resolve("java/com/example/ios/KernelRegistry.java")
                        .toAbsolutePath())
                .contains(output.resolve("java/com/example/raspberry_pi/KernelRegistry.java")
                        .toAbsolutePath());
    }

    @Test
    @Timeout(60)
    void doesNotWaitForAnotherBuildWhenThereIsNothingToDo() throws Exception {
        Tfmobile engine = new Tfmobile(BuildListener.NONE);
        engine.run(Goal.PREPARE, request());
        // What was read in the moment in which it was written is looked at once more.
        engine.run(Goal.PREPARE, request());

        TfmobileResult again = FolderLock.<TfmobileResult, ProblemException>during(
                output, () -> {}, () -> engine.run(Goal.PREPARE, request()));

        assertThat(again.upToDate()).isTrue();
    }

    @Test
    void removesTheClassOfAPackageThatIsCalledOtherwiseNow() throws Exception {
        Path old = output.resolve("java/com/example/ios/KernelRegistry.java");
        Tfmobile engine = new Tfmobile(BuildListener.NONE);
        engine.run(Goal.GENERATE, request().run(SettingValues.of(Setting.JAVA_PACKAGE, "com.example")));
        assertThat(old).exists();

        engine.run(Goal.GENERATE, request().run(SettingValues.of(Setting.JAVA_PACKAGE, "com.example.models")));

        assertThat(output.resolve("java/com/example/ios")).doesNotExist();
        assertThat(output.resolve("java/com/example/models/ios/KernelRegistry.java"))
                .exists();
        assertThat(output.resolve("ios/tf_op_files.txt")).exists();
    }

    @Test
    void tellsOfAllMistakesInOneException() {
        TfmobileRequest request = TfmobileRequest.in(MODEL, output)
                .model(SettingValues.of(Setting.OUTPUTS, "softmax"))
                .target(TargetSettings.of(
                        SettingValues.of(Setting.PLATFORM, "iso").with(Setting.TENSORFLOW_VERSION, "1.3")))
                .run(SettingValues.of(Setting.FORCE, "yes").with(Setting.JAVA_PACKAGE, "my package"));

        assertThatThrownBy(() -> new Tfmobile(BuildListener.NONE).run(Goal.PREPARE, request))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("force is neither true nor false: \"yes\"")
                .hasMessageContaining("model \"model\" has no source")
                .hasMessageContaining("platform is unknown: \"iso\"")
                .hasMessageContaining("no bundled registry for this version of TensorFlow: \"1.3\"")
                .hasMessageContaining("javaPackage is no package name: \"my package\"");
    }

    @Test
    void tellsWhatWasWrittenWrongWithAllElseAndDoesNothing() throws Exception {
        TfmobileRequest right = request();
        new Tfmobile(BuildListener.NONE).run(Goal.TRANSFORM, right);
        Problem unknown = Problem.of(RequestProblem.UNKNOWN_ELEMENT, "model has no element grahp", "it has graph");

        assertThatThrownBy(() -> new Tfmobile(BuildListener.NONE)
                        .run(Goal.TRANSFORM, right.problems(List.of(unknown)).target(target("iso"))))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("model has no element grahp")
                .hasMessageContaining("platform is unknown: \"iso\"");
        assertThatThrownBy(() -> new Tfmobile(BuildListener.NONE).run(Goal.TRANSFORM, right.problems(List.of(unknown))))
                .hasMessage("model has no element grahp\n  it has graph");
        assertThat(new Tfmobile(BuildListener.NONE).run(Goal.TRANSFORM, right).upToDate())
                .isTrue();
    }

    @Test
    void takesAModelAwayThatIsCalledOtherwiseNow() throws Exception {
        Tfmobile engine = new Tfmobile(BuildListener.NONE);
        engine.run(Goal.TRANSFORM, request());
        TfmobileResult renamed = engine.run(Goal.TRANSFORM, renamed(request()));

        assertThat(renamed.resources()).containsExactly("models/renamed.pb");
        assertThat(output.resolve("models/renamed.pb")).exists();
        assertThat(output.resolve("models/model.pb")).doesNotExist();
    }

    private static TfmobileRequest renamed(TfmobileRequest request) {
        TfmobileRequest other = TfmobileRequest.in(request.base(), request.output());
        other = other.model(request.models().get(0).with(Setting.NAME, "renamed"));
        for (TargetSettings target : request.targets()) {
            other = other.target(target);
        }
        return other;
    }

    @Test
    void leavesTheModelOfAnotherExecution() throws Exception {
        Tfmobile engine = new Tfmobile(BuildListener.NONE);
        engine.run(Goal.TRANSFORM, request().execution("first"));
        engine.run(Goal.TRANSFORM, renamed(request()).execution("second"));

        assertThat(output.resolve("models/model.pb")).exists();
    }

    @Test
    void transformsAndChecksWithOneModel() throws Exception {
        Tfmobile engine = new Tfmobile(BuildListener.NONE);
        engine.run(Goal.TRANSFORM, request());
        engine.run(Goal.CHECK, request());

        assertThat(engine.run(Goal.TRANSFORM, request()).upToDate()).isTrue();
        assertThat(engine.run(Goal.CHECK, request()).upToDate()).isTrue();
        assertThat(output.resolve("models/model.frozen.pb")).doesNotExist();
        assertThat(output.resolve("ios/report/report.json")).content().contains("\"frozen_bytes\"");
    }

    /** What freezing made, in this folder or elsewhere, is none of the files of a prepared model. */
    @Test
    void leavesFrozenGraphsThatItDidNotWrite() throws Exception {
        Tfmobile engine = new Tfmobile(BuildListener.NONE);
        Path own = Files.writeString(
                Files.createDirectories(output.resolve("models")).resolve("own.frozen.pb"), "a user's");
        engine.run(Goal.FREEZE, request());
        engine.run(Goal.PREPARE, request());
        engine.run(Goal.PREPARE, renamed(request()));

        assertThat(own).hasContent("a user's");
        assertThat(output.resolve("models/model.frozen.pb")).exists();
        assertThat(output.resolve("models/model.pb")).doesNotExist();
        assertThat(output.resolve("models/renamed.pb")).exists();
    }

    /** A release that does not know an attr loads the graph without it, whichever goal made it. */
    @Test
    void transformsForTheTargetThatChecks() throws Exception {
        Path models = Files.createDirectories(output.resolve("source"));
        Files.writeString(models.resolve("model.pbtxt"), """
                node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_FLOAT } } }
                node { name: "w" op: "Const" attr { key: "dtype" value { type: DT_FLOAT } } attr { key: "value" value {
                  tensor { dtype: DT_FLOAT tensor_shape { dim { size: 1 } dim { size: 1 } dim { size: 1 } dim { size: 1 } }
                    float_val: 2 } } } }
                node { name: "y" op: "Conv2D" input: "x" input: "w" attr { key: "T" value { type: DT_FLOAT } }
                  attr { key: "strides" value { list { i: [1, 1, 1, 1] } } } attr { key: "padding" value { s: "SAME" } }
                  attr { key: "dilations" value { list { i: [1, 1, 1, 1] } } } }
                """);
        TfmobileRequest request = TfmobileRequest.in(models, output.resolve("built"))
                .model(SettingValues.of(Setting.GRAPH, "model.pbtxt")
                        .with(Setting.INPUTS, "x=float[1,4,4,1]")
                        .with(Setting.OUTPUTS, "y"))
                .target(TargetSettings.of(
                        SettingValues.of(Setting.PLATFORM, "ios").with(Setting.TENSORFLOW_VERSION, "1.4.1")));
        String dropped = "dropped dilations of Conv2D: the target does not know it, and it has its default value";
        HeardLines heard = new HeardLines();
        new Tfmobile(heard).run(Goal.TRANSFORM, request);
        HeardLines checked = new HeardLines();
        new Tfmobile(checked).run(Goal.CHECK, request);

        assertThat(heard.notes()).anyMatch(note -> note.contains(dropped));
        assertThat(checked.notes()).anyMatch(note -> note.contains(dropped));
        assertThat(output.resolve("built/models/model.pb"))
                .content(StandardCharsets.ISO_8859_1)
                .doesNotContain("dilations");
        assertThat(new Tfmobile(BuildListener.NONE).run(Goal.TRANSFORM, request).upToDate())
                .isTrue();
        assertThat(new Tfmobile(BuildListener.NONE).run(Goal.CHECK, request).upToDate())
                .isTrue();
    }

    @Test
    void leavesNoGeneratedFileOfAnOlderRequestAfterAFailedCheck() throws Exception {
        Tfmobile engine = new Tfmobile(BuildListener.NONE);
        engine.run(Goal.PREPARE, request());
        Path list = Files.writeString(output.resolveSibling("list.txt"), "tensorflow/core/kernels/no_op.cc\n");
        TfmobileRequest failing = TfmobileRequest.in(MODEL, output)
                .model(request().models().get(0))
                .target(new TargetSettings(
                        "ios",
                        SettingValues.of(Setting.PLATFORM, "ios")
                                .with(Setting.KERNELS, list.toAbsolutePath().toString()),
                        List.of()))
                .target(target("raspberry-pi"));

        assertThatThrownBy(() -> engine.run(Goal.PREPARE, failing)).isInstanceOf(ProblemException.class);

        assertThat(output.resolve("ios/ops_to_register.h")).doesNotExist();
        assertThat(output.resolve("ios/report/report.json")).exists();
        assertThat(output.resolve("raspberry-pi/ops_to_register.h")).exists();
        assertThat(output.resolve("models/model.pb")).exists();
    }

    @Test
    void freezesAndSummarizesOnceAndSaysItAgain() throws Exception {
        for (Goal goal : List.of(Goal.FREEZE, Goal.SUMMARIZE)) {
            List<String> first = notes(goal);
            TfmobileResult again = new Tfmobile(BuildListener.NONE).run(goal, request());

            assertThat(again.upToDate()).as(goal.name()).isTrue();
            if (goal == Goal.SUMMARIZE) {
                assertThat(notes(goal)).isEqualTo(first);
            }
        }
        assertThat(output.resolve("models/model.frozen.pb")).exists();
    }

    private List<String> notes(Goal goal) throws Exception {
        HeardLines heard = new HeardLines();
        new Tfmobile(heard).run(goal, request());
        return heard.notes();
    }

    @Test
    void twoBuildsInOneFolderTakeTurns() throws Exception {
        List<CompletableFuture<TfmobileResult>> builds = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            TfmobileRequest request = i % 2 == 0 ? request() : renamed(request());
            builds.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return new Tfmobile(BuildListener.NONE).run(Goal.TRANSFORM, request);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        for (CompletableFuture<TfmobileResult> build : builds) {
            assertThat(build.get(5, TimeUnit.MINUTES).files()).hasSize(1);
        }
        try (Stream<Path> models = Files.list(output.resolve("models"))) {
            assertThat(models).as("those of the last one").hasSize(1);
        }
    }

    @Test
    void saysWhichFileIsWhereAFolderOfTheOutputsShouldBe() throws Exception {
        Path file = Files.writeString(output.resolve("models"), "mine");

        assertThatThrownBy(() -> new Tfmobile(BuildListener.NONE).run(Goal.TRANSFORM, request()))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("\": a file is where a folder should be: \"" + file
                        + "\"\n  remove it, or choose another folder: outputDirectory");
        assertThat(file).hasContent("mine");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void saysThatAPipeIsWhereTheStateShouldBe() throws Exception {
        Path pipe = Pipes.make(output.resolve(".tfmobile-state"));

        assertThatThrownBy(() -> new Tfmobile(BuildListener.NONE).run(Goal.TRANSFORM, request()))
                .isInstanceOf(ProblemException.class)
                .hasMessage("cannot write \"" + pipe + "\": a pipe or a device is where the file should be\n"
                        + "  remove it, or choose another folder: outputDirectory");
    }

    @Test
    void saysWhichFileIsWhereTheOutputFolderShouldBe() throws Exception {
        Path file = Files.writeString(output.resolve("file"), "");
        TfmobileRequest request = TfmobileRequest.in(MODEL, file.resolve("out"));

        assertThatThrownBy(() -> new Tfmobile(BuildListener.NONE).run(Goal.PREPARE, request))
                .isInstanceOf(ProblemException.class)
                .hasMessage("cannot write \"" + file.resolve("out/.tfmobile-lock")
                        + "\": a file is where a folder should be: \"" + file
                        + "\"\n  remove it, or choose another folder: outputDirectory");
    }
}
