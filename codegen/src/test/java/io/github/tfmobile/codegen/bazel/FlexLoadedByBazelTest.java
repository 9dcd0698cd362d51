package io.github.tfmobile.codegen.bazel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tfmobile.codegen.diagnosis.Alternatives;
import io.github.tfmobile.codegen.diagnosis.Diagnosis;
import io.github.tfmobile.codegen.lite.FlexBuildFile;
import io.github.tfmobile.codegen.lite.LiteModels;
import io.github.tfmobile.codegen.model.FinalModel;
import io.github.tfmobile.codegen.output.GeneratedFile;
import io.github.tfmobile.codegen.output.OutputRequest;
import io.github.tfmobile.codegen.requirement.RequirementRequest;
import io.github.tfmobile.codegen.target.KernelList;
import io.github.tfmobile.codegen.target.LiteLayout;
import io.github.tfmobile.codegen.target.LiteTarget;
import io.github.tfmobile.codegen.target.RegistrySources;
import io.github.tfmobile.lite.model.ModelReader;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.lookup.KernelLookup;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Bazel loads {@code flex/BUILD} over rules with the names and parameters of TensorFlow Lite's own. */
@Tag("corpus")
class FlexLoadedByBazelTest {

    private static final Path MODELS = Path.of("..", "testing", "lite", "models");

    @TempDir
    private Path root;

    @Test
    void isAPackageOfBothLayoutsForEachPlatform() throws Exception {
        assumeTrue(BazelWorkspace.isInstalled(), "there is no bazel-4 on this machine");
        BazelWorkspace workspace = new BazelWorkspace(root);
        List<String> expected = new ArrayList<>();
        for (LiteLayout layout : LiteLayout.values()) {
            rules(workspace, layout.folder());
            for (Platform platform : List.of(Platform.ANDROID, Platform.IOS, Platform.ELINUX)) {
                String name = (layout + "_" + platform).toLowerCase(Locale.ROOT);
                workspace.write(name + "/BUILD", build(layout, platform));
                workspace.write(name + "/flex-strings.tflite", "");
                expected.add("//" + name + ":tensorflowlite_flex");
                expected.add("//" + name + ":flex-strings.tflite");
                if (platform == Platform.ELINUX) {
                    expected.add("//" + name + ":tensorflowlite_flex_flex_delegate");
                }
                if (platform == Platform.ANDROID) {
                    expected.add("//" + name + ":tensorflow-lite-select-tf-ops");
                }
            }
        }

        assertThat(workspace.bazel(
                        "query",
                        "deps(set(//litert_android:all //litert_ios:all //litert_elinux:all"
                                + " //tensorflow_android:all //tensorflow_ios:all //tensorflow_elinux:all))"))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private static void rules(BazelWorkspace workspace, String folder) throws Exception {
        workspace.write(folder + "/delegates/flex/BUILD", "");
        workspace.write(folder + "/delegates/flex/build_def.bzl", """
                def tflite_flex_cc_library(name, models = [], additional_deps = [], testonly = 0,
                                           visibility = ["//visibility:public"], link_symbol = True):
                    native.filegroup(name = name, srcs = models, visibility = visibility)

                def tflite_flex_shared_library(name, models = [], additional_deps = [], testonly = 0,
                                               visibility = ["//visibility:private"]):
                    tflite_flex_cc_library(name = name + "_flex_delegate", models = models, visibility = visibility)
                    native.filegroup(name = name, srcs = [name + "_flex_delegate"])

                def tflite_flex_android_library(name, models = [], additional_deps = [],
                                                custom_package = "org.tensorflow.lite.flex", testonly = 0,
                                                visibility = ["//visibility:private"]):
                    native.filegroup(name = name, srcs = models, visibility = visibility)
                """);
        workspace.write(folder + "/java/BUILD", "");
        workspace.write(folder + "/java/aar_with_jni.bzl", """
                def aar_with_jni(name, android_library, headers = None, flatten_headers = False):
                    native.filegroup(name = name, srcs = [android_library])
                """);
    }

    private static String build(LiteLayout layout, Platform platform) throws Exception {
        Registry registry = BundledRegistries.load("2.6.0");
        Target target = new Target(platform, Types.SELECTIVE, new TreeSet<>());
        RequirementRequest request = RequirementRequest.of(
                        List.of(model("flex-strings"), model("float-cnn")),
                        KernelLookup.of(registry, target),
                        KernelList.available(),
                        RegistrySources.of(registry, target))
                .withLite(new LiteTarget(null, layout, new TreeSet<>(), null, ""));
        List<GeneratedFile> files =
                new FlexBuildFile().generate(new OutputRequest(Diagnosis.of(request, Alternatives.NONE), null));
        assertThat(files).singleElement().extracting(GeneratedFile::path).isEqualTo("flex/BUILD");
        return files.get(0).text();
    }

    private static FinalModel model(String name) throws Exception {
        return LiteModels.of(
                name,
                ModelReader.read(MODELS.resolve(name).resolve("model.tflite")),
                "0".repeat(64),
                "models/" + name + ".tflite");
    }
}
