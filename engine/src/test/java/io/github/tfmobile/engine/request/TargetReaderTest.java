package io.github.tfmobile.engine.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.codegen.target.Include;
import io.github.tfmobile.codegen.target.LiteLayout;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.setting.SettingValues;
import io.github.tfmobile.registry.Dtype;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetReaderTest {

    private static final Path BASE = Path.of("project");

    private static TargetRequest read(TargetSettings target) throws ProblemException {
        return TargetReader.read(List.of(target), BASE).get(0);
    }

    private static TargetRequest read(SettingValues target) throws ProblemException {
        return read(TargetSettings.of(target));
    }

    private static String message(TargetSettings... targets) {
        ProblemException[] thrown = new ProblemException[1];
        assertThatThrownBy(() -> TargetReader.read(List.of(targets), BASE))
                .isInstanceOfSatisfying(ProblemException.class, e -> thrown[0] = e);
        return thrown[0].getMessage();
    }

    @Test
    void takesTheLastReleaseWithAMakefileAndSelectiveRegistrationByDefault() throws ProblemException {
        TargetRequest request = TargetReader.read(List.of(), BASE).get(0);

        assertThat(request.registry()).isEqualTo(new RegistrySource.Bundled("1.15.0", false));
        assertThat(request.target()).isEqualTo(Target.of(Platform.LINUX, Types.SELECTIVE));
        assertThat(request.kernels()).isEqualTo(new KernelSource.Available());
    }

    @Test
    void takesTheStockBuildWithItsOwnTypes() throws ProblemException {
        TargetRequest request = read(
                TargetSettings.of(SettingValues.of(Setting.KERNELS, "stock").with(Setting.PLATFORM, "raspberry-pi")));

        assertThat(request.target()).isEqualTo(Target.of(Platform.RASPBERRY_PI, Types.DEFAULT));
    }

    @Test
    void readsDefinesIncludesAndAnOpList() throws ProblemException {
        TargetRequest request = read(new TargetSettings(
                "",
                SettingValues.of(Setting.KERNELS, "ops/tf_op_files.txt").with(Setting.DEFINES, "USE_GEMM_FOR_CONV,B"),
                List.of(SettingValues.of(Setting.OP, "Cast")
                        .with(Setting.DTYPES, "float, int32")
                        .with(Setting.REASON, "used by the next model"))));

        assertThat(request.kernels()).isEqualTo(new KernelSource.OpList(Path.of("project/ops/tf_op_files.txt")));
        assertThat(request.target().defines()).containsExactly("B", "USE_GEMM_FOR_CONV");
        assertThat(request.includes())
                .containsExactly(Include.ofOp("Cast", List.of("float", "int32"), "used by the next model"));
    }

    @Test
    void wantsANameOfItsOwnForEachOfSeveralTargets() {
        TargetSettings ios = new TargetSettings("ios", SettingValues.NONE, List.of());

        assertThat(message(ios, ios, TargetSettings.of(SettingValues.NONE))).isEqualTo("""
                        name is used by two targets: "ios"
                          give each its own name
                        name is no name of a target: ""
                          use letters, digits, _ and -: name""");
    }

    @Test
    void tellsOfAllMistakesAtOnce() {
        TargetSettings target = new TargetSettings(
                "",
                SettingValues.of(Setting.TENSORFLOW_VERSION, "1.15.0")
                        .with(Setting.REGISTRY_FILE, "tf.registry")
                        .with(Setting.PLATFORM, "raspbery-pi")
                        .with(Setting.TYPES, "tiny"),
                List.of(SettingValues.of(Setting.OP, "Cast").with(Setting.DTYPES, "flaot"), SettingValues.NONE));

        assertThat(message(target)).isEqualTo("""
                        target has more than one registry: tensorflowVersion "1.15.0" and registryFile "tf.registry"
                          keep one of them
                        platform is unknown: "raspbery-pi"
                          Did you mean "raspberry-pi"?
                          choose one of ios, raspberry-pi, android, linux, desktop, elinux: platform
                        types is unknown: "tiny"
                          choose one of default, slim, full, selective: types
                        includes has no reason for "Cast"
                          say why the build needs it, for whoever wonders next year
                        includes of op "Cast" has an unknown dtype: "flaot"
                          Did you mean "float"?
                          dtypes: DTYPES
                        includes needs op or file in each, and not both
                          name the op that no model shows, or a source file of TensorFlow; for both make two""".replace("DTYPES", String.join(", ", Dtype.names())));
    }

    @Test
    void takesWhatCompilersTakeForAMacro() throws ProblemException {
        assertThat(read(SettingValues.of(Setting.DEFINES, "-UNDEBUG,TEXT=\"it's $1\",CALL(x)=f(x),EMPTY="))
                        .target()
                        .defines())
                .containsExactly("-UNDEBUG", "CALL(x)=f(x)", "EMPTY=", "TEXT=\"it's $1\"");
        assertThat(message(TargetSettings.of(SettingValues.of(Setting.DEFINES, "-DX,1A,A=1\u001b,-UA=1"))))
                .isEqualTo("""
                        defines is no macro: "-DX"
                          write NAME, NAME=VALUE or -UNAME, without -D and without control characters
                        defines is no macro: "-UA=1"
                          write NAME, NAME=VALUE or -UNAME, without -D and without control characters
                        defines is no macro: "1A"
                          write NAME, NAME=VALUE or -UNAME, without -D and without control characters
                        defines is no macro: "A=1\u001b"
                          write NAME, NAME=VALUE or -UNAME, without -D and without control characters""");
    }

    @Test
    void readsTheRuntimeOfTensorFlowLite() throws ProblemException {
        TargetRequest.Lite lite = read(SettingValues.of(Setting.LITE_VERSION, "litert-2.1.0")
                        .with(Setting.CUSTOM_OPS, "Mine, Yours")
                        .with(Setting.NAMESPACE, "app::models"))
                .lite();

        assertThat(lite.layout()).isEqualTo(LiteLayout.LITERT);
        assertThat(lite.customOps()).containsExactly("Mine", "Yours");
        assertThat(read(SettingValues.NONE).lite().runtime()).isNull();
        assertThat(read(SettingValues.of(Setting.MICRO, "micro.h")).lite().micro())
                .isEqualTo(new TargetRequest.Micro.Header(Path.of("project/micro.h")));
    }

    @Test
    void tellsOfAllMistakesInTheRuntime() {
        assertThatThrownBy(() -> read(SettingValues.of(Setting.LITE_VERSION, "1.0")
                        .with(Setting.LITE_LAYOUT, "tensorflow")
                        .with(Setting.MICRO, "2026-08")
                        .with(Setting.NAMESPACE, "a b")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("liteVersion: it is not known which ops the runtime has")
                .hasMessageContaining("liteLayout is unknown: \"tensorflow\"")
                .hasMessageContaining("micro and liteVersion are both set")
                .hasMessageContaining("namespace is no namespace of C++: \"a b\"");
    }
}
