package io.github.tfmobile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.event.BuildListener;
import io.github.tfmobile.engine.request.TargetSettings;
import io.github.tfmobile.engine.request.TfmobileRequest;
import io.github.tfmobile.engine.setting.SettingValues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void findsEverythingUpToDateTheSecondTimeAndSaysSo() throws Exception {
        List<Path> files =
                new Tfmobile(BuildListener.NONE).run(Goal.PREPARE, request()).files();
        List<String> notes = new ArrayList<>();
        BuildListener listener = new BuildListener() {
            @Override
            public void note(String text) {
                notes.add(text);
            }

            @Override
            public void warning(String text) {}
        };

        TfmobileResult again = new Tfmobile(listener).run(Goal.PREPARE, request());

        assertThat(again.upToDate()).isTrue();
        assertThat(again.files()).isEqualTo(files);
        assertThat(notes).anyMatch(note -> note.contains("model is up to date"));
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
    void removesTheClassOfAPackageThatIsCalledOtherwiseNow() throws Exception {
        Path old = output.resolve("java/com/example/ios/KernelRegistry.java");
        Tfmobile engine = new Tfmobile(BuildListener.NONE);
        engine.run(Goal.GENERATE, request().run(SettingValues.of(Setting.JAVA_PACKAGE, "com.example")));
        assertThat(old).exists();

        engine.run(Goal.GENERATE, request().run(SettingValues.of(Setting.JAVA_PACKAGE, "com.example.models")));

        assertThat(old).doesNotExist();
        assertThat(output.resolve("java/com/example/models/ios/KernelRegistry.java"))
                .exists();
        assertThat(output.resolve("ios/tf_op_files.txt")).exists();
    }

    @Test
    void tellsOfAllMistakesInOneException() {
        TfmobileRequest request = TfmobileRequest.in(MODEL, output)
                .model(SettingValues.of(Setting.OUTPUTS, "softmax"))
                .target(target("iso"))
                .run(SettingValues.of(Setting.FORCE, "yes").with(Setting.JAVA_PACKAGE, "my package"));

        assertThatThrownBy(() -> new Tfmobile(BuildListener.NONE).run(Goal.PREPARE, request))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("force is neither true nor false: \"yes\"")
                .hasMessageContaining("model \"model\" has no source")
                .hasMessageContaining("platform is unknown: \"iso\"")
                .hasMessageContaining("javaPackage is no package name: \"my package\"");
    }
}
