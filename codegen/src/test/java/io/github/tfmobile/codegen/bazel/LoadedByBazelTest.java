package io.github.tfmobile.codegen.bazel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tfmobile.codegen.requirement.Requirements;
import io.github.tfmobile.codegen.testing.Samples;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Bazel loads {@code tfmobile.bzl} in a small tree that is made like TensorFlow's. Skipped where none is installed. */
@Tag("slow")
class LoadedByBazelTest {

    private static final String RUNTIME_SOURCE = "tensorflow/core/kernels/cwise_ops_common.cc";

    @TempDir
    private static Path root;

    private static final String DEFINE = "TEXT=\"it's $1\"";

    private static BazelWorkspace workspace;
    private static Requirements requirements;

    @BeforeAll
    static void makeTree() throws Exception {
        assumeTrue(
                BazelWorkspace.isInstalled(),
                "there is no Bazel 4 (Debian: bazel-bootstrap): tfmobile.bzl is not loaded");
        requirements = Samples.good(new Target(
                Platform.ANDROID, Types.SELECTIVE, new TreeSet<>(List.of(DEFINE, "-USWITCHED_OFF", "PLAIN"))));
        workspace = new BazelWorkspace(root);
        Map<String, TreeSet<String>> packages = new TreeMap<>();
        for (String file : requirements.files()) {
            String name = file.substring(file.lastIndexOf('/') + 1, file.length() - ".cc".length());
            packages.computeIfAbsent(file.substring(0, file.lastIndexOf('/')), unused -> new TreeSet<>())
                    .add(name);
            String header = file.replace(".cc", ".h");
            workspace.write(header, "#define OF_" + name + " KERNEL\n");
            workspace.write(
                    file,
                    // A definition: twice in one library the linker would refuse it.
                    "#include \"tensorflow/core/kernels/kernel.h\"\n#include \"" + header + "\"\nint compiled_"
                            + file.replaceAll("\\W", "_") + " = OF_" + name + ";\n");
        }
        workspace.write("tensorflow/tensorflow.bzl", """
                def tf_copts():
                    return ["-DTF_COPTS"]

                def if_android(a):
                    return a
                """);
        workspace.write("tensorflow/BUILD", "package_group(name = \"internal\", packages = [\"//tensorflow/...\"])\n");
        for (String directory : packages.keySet()) {
            workspace.write(directory + "/BUILD", """
                    package(default_visibility = ["//tensorflow:internal"])

                    filegroup(name = "sources", srcs = glob(["*.cc", "*.h"], exclude = ["fft.cc"]))
                    """);
        }
        workspace.write("tensorflow/core/kernels/BUILD", """
                package(default_visibility = ["//tensorflow:internal"])

                filegroup(name = "sources", srcs = glob(["*.cc"], exclude = ["fft.cc"]))

                filegroup(name = "headers", srcs = glob(["*.h"]))

                cc_library(
                    name = "private",
                    srcs = ["relu_op.cc"],
                    visibility = ["//visibility:private"],
                    alwayslink = 1,
                )

                cc_library(name = "fft", srcs = ["fft.cc"])

                cc_library(
                    name = "android_tensorflow_kernels",
                    srcs = [":sources"],
                    hdrs = ["kernel.h", "kernel.inc"],
                    deps = [":fft", "//tensorflow/core:android_tensorflow_lib_lite"],
                    alwayslink = 1,
                )
                """);
        workspace.write("tensorflow/core/kernels/kernel.h", "#include \"tensorflow/core/kernels/kernel.inc\"\n");
        workspace.write("tensorflow/core/kernels/kernel.inc", "#define KERNEL 1\n");
        workspace.write("tensorflow/core/kernels/fft.cc", "int compiled_fft = 1;\n");
        workspace.write(
                "tensorflow/core/runtime.cc", "extern int compiled_fft;\nint *compiled_runtime = &compiled_fft;\n");
        workspace.write("tensorflow/core/BUILD", """
                filegroup(
                    name = "android_srcs",
                    srcs = [
                        "runtime.cc",
                        "//tensorflow/core/kernels:cwise_ops_common.cc",
                        "//tensorflow/core/kernels:cwise_ops_common.h",
                        "//tensorflow/core/kernels:kernel.h",
                        "//tensorflow/core/kernels:kernel.inc",
                    ],
                )

                cc_library(
                    name = "android_tensorflow_lib_lite",
                    srcs = [":android_srcs"],
                    visibility = ["//visibility:public"],
                    alwayslink = 1,
                )

                cc_library(
                    name = "android_tensorflow_lib",
                    srcs = ["//tensorflow/core/ops:sources"],
                    visibility = ["//visibility:public"],
                    deps = [
                        ":android_tensorflow_lib_lite",
                        "//tensorflow/core/kernels:android_tensorflow_kernels",
                    ],
                    alwayslink = 1,
                )
                """);
        workspace.write("tensorflow/tfmobile/tfmobile.bzl", BazelFile.render(requirements));
        workspace.write("tensorflow/tfmobile/BUILD", """
                load(":tfmobile.bzl", "tfmobile_library")

                tfmobile_library(name = "models")
                """);
        workspace.write("app/jni.cc", "");
        workspace.write("app/BUILD", """
                cc_binary(
                    name = "libmodels.so",
                    srcs = ["jni.cc"],
                    linkshared = True,
                    deps = ["//tensorflow/tfmobile:models"],
                )
                """);
    }

    @Test
    void aQueryAnswersWithTheListedSources() throws Exception {
        assertThat(workspace.bazel(
                        "query", "kind(\"source file\", labels(srcs, //tensorflow/tfmobile:models_sources))"))
                .map(label -> label.substring(2).replace(':', '/'))
                .containsExactlyInAnyOrderElementsOf(requirements.files());
    }

    @Test
    void headersThatTheRuntimeLacksAreGivenToTheCompiler() throws Exception {
        assertThat(workspace.bazel("query", "labels(textual_hdrs, //tensorflow/tfmobile:models)"))
                .containsExactlyInAnyOrderElementsOf(requirements.bazel().headers())
                .contains("//tensorflow/core/kernels:relu_op.h");
    }

    @Test
    void groupsHoldTheSources() throws Exception {
        workspace.write("tensorflow/groups/BUILD", """
                load("//tensorflow/tfmobile:tfmobile.bzl", "TFMOBILE_GROUPS", "TFMOBILE_GROUP_ADDITIONS")

                [filegroup(name = "in_" + group.split(":")[1], srcs = [
                    "//" + file.replace("kernels/", "kernels:")
                    for file in files
                ]) for group, files in TFMOBILE_GROUPS.items()]

                [filegroup(name = "new_" + group.split(":")[1], srcs = [
                    "//" + file.replace("kernels/", "kernels:")
                    for file in files
                ]) for group, files in TFMOBILE_GROUP_ADDITIONS.items()]
                """);

        assertThat(workspace.bazel("query", "labels(srcs, //tensorflow/groups:new_android_extended_ops_group2)"))
                .containsExactly("//tensorflow/core/kernels:relu_op.cc");
        assertThat(workspace.bazel("query", "labels(srcs, //tensorflow/groups:in_android_extended_ops_group2)"))
                .contains("//tensorflow/core/kernels:cast_op.cc")
                .doesNotContain("//tensorflow/core/kernels:relu_op.cc");
    }

    @Test
    void eachSourceIsLinkedOnceWhoeverCompilesIt() throws Exception {
        workspace.bazel("build", "//app:libmodels.so");

        String library = Files.readString(workspace.file("bazel-bin/app/libmodels.so"), StandardCharsets.ISO_8859_1);
        for (String file : requirements.files()) {
            assertThat(library).contains("compiled_" + file.replaceAll("\\W", "_"));
        }
        assertThat(library).contains("compiled_runtime", "compiled_fft");
        SortedMap<String, List<String>> linked = LinkedSources.of(
                String.join(
                        "\n",
                        workspace.bazel(
                                "aquery",
                                "--output=jsonproto",
                                "mnemonic(\"CppLink|CppCompile|CppArchive\", deps(//app:libmodels.so))")),
                "//app:libmodels.so");
        assertThat(linked.keySet()).containsAll(requirements.files());
        linked.forEach((source, targets) -> assertThat(targets).as(source).hasSize(1));
        assertThat(linked)
                .containsEntry(RUNTIME_SOURCE, List.of("//tensorflow/core:android_tensorflow_lib_lite"))
                .containsEntry("tensorflow/core/kernels/relu_op.cc", List.of("//tensorflow/tfmobile:models"))
                .containsEntry("tensorflow/core/kernels/fft.cc", List.of("//tensorflow/core/kernels:fft"));
    }

    @Test
    void definesReachTheCompiler() throws Exception {
        workspace.write("tensorflow/core/kernels/relu_op.cc", """
                #if !defined(TF_COPTS) || !defined(SELECTIVE_REGISTRATION) || !defined(SUPPORT_SELECTIVE_REGISTRATION)
                #error "no defines"
                #endif
                static_assert(sizeof(TEXT) == sizeof("it's $1") && PLAIN == 1, "as they are");
                int compiled_tensorflow_core_kernels_relu_op_cc = 1;
                """);

        workspace.bazel("build", "//tensorflow/tfmobile:models");

        assertThat(workspace.file("bazel-bin/tensorflow/tfmobile/libmodels.lo")).exists();
    }
}
