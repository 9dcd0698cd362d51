package io.github.tfmobile.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.engine.request.TargetSettings;
import io.github.tfmobile.engine.request.TfmobileRequest;
import io.github.tfmobile.engine.setting.SettingValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scanning a source tree through the same record of what was done as all else. */
class TreeScanTest {

    @TempDir
    Path folder;

    private final HeardLines heard = new HeardLines();

    @BeforeEach
    void makeTree() throws IOException {
        write("tensorflow/core/public/version.h", """
                #define TF_MAJOR_VERSION 1
                #define TF_MINOR_VERSION 99
                #define TF_PATCH_VERSION 0
                #define TF_VERSION_SUFFIX ""
                """);
        write(
                "tensorflow/core/framework/op.h",
                "#define REGISTER_OP(name) static OpDefBuilderReceiver receiver = OpDefBuilderWrapper(name)\n");
        write("tensorflow/core/ops/math_ops.cc", op("Abs"));
    }

    private static String op(String name) {
        return "#include \"tensorflow/core/framework/op.h\"\nREGISTER_OP(\"" + name
                + "\").Input(\"x: float\").Output(\"y: float\");\n";
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve("tree").resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private TfmobileResult scan(SettingValues settings) throws Exception {
        heard.clear();
        return new Tfmobile(heard).scan(TfmobileRequest.in(folder, folder.resolve("out")), settings);
    }

    @Test
    void scansOnceAndAgainWhenTheTreeChanges() throws Exception {
        SettingValues settings = SettingValues.of(Setting.TENSORFLOW_ROOT, "tree");

        Path registry = scan(settings).files().get(0);
        FileTime time = Files.getLastModifiedTime(registry);

        assertThat(registry).isEqualTo(folder.resolve("out/tensorflow-1.99.0.registry"));
        assertThat(heard.lines()).anyMatch(line -> line.startsWith("TensorFlow 1.99.0: 1 ops, 0 registrations"));

        assertThat(scan(settings).files()).containsExactly(registry);
        assertThat(heard.lines()).contains("The registry is up to date.");
        assertThat(Files.getLastModifiedTime(registry)).isEqualTo(time);

        write("tensorflow/core/ops/more_ops.cc", op("Neg"));
        scan(settings);

        assertThat(heard.lines())
                .anyMatch(line -> line.startsWith("TensorFlow 1.99.0: 2 ops, 0 registrations"))
                .doesNotContain("The registry is up to date.");
    }

    @Test
    void writesToItsOwnFileAndKnowsTheFormerName() throws Exception {
        SettingValues tree = SettingValues.of(Setting.TENSORFLOW_ROOT, "tree");

        assertThat(scan(tree.with(Setting.SCAN_FILE, "a.registry")).files())
                .containsExactly(folder.resolve("a.registry"));
        assertThat(heard.lines()).noneMatch(line -> line.startsWith("warning: registryFile"));

        assertThat(scan(tree.with(Setting.REGISTRY_FILE, "b.registry")).files())
                .containsExactly(folder.resolve("b.registry"));
        assertThat(heard.lines()).contains("warning: registryFile of the goal scan is called scanFile now.");
    }

    @Test
    void asksForATree() {
        assertThatThrownBy(() -> scan(SettingValues.NONE))
                .hasMessage("tensorflowRoot is missing\n  name the folder that holds tensorflow/: tensorflowRoot");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void tellsOfAWrongForceToo() {
        TfmobileRequest request =
                TfmobileRequest.in(folder, folder.resolve("out")).run(SettingValues.of(Setting.FORCE, "ja"));

        assertThatThrownBy(() -> new Tfmobile(heard).scan(request, SettingValues.NONE))
                .hasMessageContaining("force is neither true nor false: \"ja\"")
                .hasMessageContaining("tensorflowRoot is missing");
    }

    /** What grep prints and no build of the platform compiles is told, too. */
    @Test
    void findsTheLinesOfATreeThatNoBuildCompiles() throws Exception {
        write("tensorflow/core/kernels/abs.cc", """
                #ifdef GOOGLE_CUDA
                REGISTER_KERNEL_BUILDER(Name("Abs").Device(DEVICE_GPU), AbsOp);
                #endif
                """);

        find("Abs");

        assertThat(heard.lines())
                .containsSequence(
                        "  other lines of the sources that name it: 1",
                        "    tensorflow/core/kernels/abs.cc:2  in no build for android: line 1 says #ifdef GOOGLE_CUDA");
        assertThat(folder.resolve("out/find/Abs.json")).content().contains("\"excludedBy\": \"#ifdef GOOGLE_CUDA\"");
    }

    /** The lines of a source file of 1.15.0, which docs/registry.md shows. */
    @Test
    void findsTheLinesThatTheDocumentationShows() throws Exception {
        write("tensorflow/core/ops/more_ops.cc", op("Reciprocal"));
        write("tensorflow/core/kernels/cwise_op_reciprocal.cc", "\n".repeat(34) + """
                #if GOOGLE_CUDA || TENSORFLOW_USE_ROCM
                REGISTER4(UnaryOp, GPU, "Reciprocal", functor::inverse, float, Eigen::half,
                          double, int64);
                #endif
                #ifdef TENSORFLOW_USE_SYCL
                REGISTER(UnaryOp, SYCL, "Reciprocal", functor::inverse, float);
                #endif
                """);

        find("Reciprocal");

        List<String> said = heard.lines().stream()
                .dropWhile(line -> !line.startsWith("  other lines"))
                .limit(3)
                .toList();
        assertThat(said).hasSize(3);
        assertThat(Files.readString(Path.of("../docs/registry.md")))
                .contains(String.join("\n", said).indent(2));
    }

    private void find(String op) throws Exception {
        SettingValues target = SettingValues.of(Setting.PLATFORM, "android").with(Setting.TENSORFLOW_ROOT, "tree");
        new Tfmobile(heard)
                .find(
                        TfmobileRequest.in(folder, folder.resolve("out")).target(TargetSettings.of(target)),
                        SettingValues.of(Setting.OP, op));
    }
}
