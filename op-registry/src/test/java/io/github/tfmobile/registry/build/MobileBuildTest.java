package io.github.tfmobile.registry.build;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.registry.MobileBuild;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.RegistryFile;
import io.github.tfmobile.registry.link.SourceClosure;
import io.github.tfmobile.registry.scan.SmallTree;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the BUILD files of a tree say of mobile builds. */
class MobileBuildTest {

    private static final String KERNELS = "tensorflow/core/kernels/";

    @TempDir
    Path root;

    private Registry read() throws Exception {
        SmallTree tree = new SmallTree(root);
        tree.file("tensorflow/tf_version.bzl", "TF_VERSION = \"2.99.0\"\n");
        tree.file("tensorflow/BUILD", """
                config_setting(name = "android", values = {"crosstool_top": "//external:android/crosstool"})

                config_setting(name = "linux_x86_64", constraint_values = ["@platforms//cpu:x86_64"])
                """);
        for (String name : List.of("abs", "add", "relu")) {
            tree.file(
                    KERNELS + name + "_op.cc",
                    "#include \"tensorflow/core/framework/op_kernel.h\"\n#include \"tensorflow/core/kernels/" + name
                            + "_op.h\"\nREGISTER_OP(\"" + name + "\");\nREGISTER_KERNEL_BUILDER(Name(\"" + name
                            + "\").Device(DEVICE_CPU), Op);\n");
            tree.file(KERNELS + name + "_op.h", "#include \"tensorflow/core/util/used.h\"\n");
        }
        tree.file(
                "tensorflow/core/util/used.h",
                "#include \"third_party/xla/xla/other.h\"\n#include \"third_party/of_no_package.h\"\n");
        tree.file("third_party/xla/xla/other.h", "");
        tree.file("third_party/xla/xla/BUILD", "");
        tree.file("third_party/of_no_package.h", "");
        tree.file(KERNELS + "BUILD", """
                cc_library(name = "desktop", srcs = select({
                    "//tensorflow:linux_x86_64": ["abs_op.cc"],
                    "//conditions:default": [],
                }))

                cc_library(name = "mobile", srcs = select({
                    "//tensorflow:android": ["abs_op.cc"],
                    "//conditions:default": [],
                }))

                filegroup(name = "group1", srcs = ["abs_op.cc", "relu_op.h"])

                filegroup(name = "group2", srcs = ["relu_op.cc", ":group1"])

                cc_library(name = "kernels", srcs = select({
                    "//tensorflow:android": [":group2"],
                    "//conditions:default": [],
                }))
                """);
        tree.file("tensorflow/core/BUILD", """
                cc_library(name = "portable_tensorflow_lib", deps = [
                    ":portable_tensorflow_lib_lite",
                    "//tensorflow/core/kernels:kernels",
                ])

                filegroup(name = "headers", srcs = ["framework/op_kernel.h", "framework/types.h"])

                cc_library(name = "below", hdrs = ["//tensorflow/core/kernels:relu_op.h"])

                cc_library(name = "portable_tensorflow_lib_lite", srcs = [":headers"], deps = [":below"])
                """);
        return RegistryBuilder.build(root, "", "", new TreeSet<>(), Progress.NONE);
    }

    @Test
    void targetsAreReadForThePlatform() throws Exception {
        Registry registry = read();

        assertThat(target(registry, Platform.LINUX)).isEqualTo("//tensorflow/core/kernels:desktop");
        assertThat(target(registry, Platform.DESKTOP)).isEqualTo("//tensorflow/core/kernels:desktop");
        assertThat(target(registry, Platform.ANDROID)).isEqualTo("//tensorflow/core/kernels:mobile");
        assertThat(target(registry, Platform.IOS)).isEmpty();
        assertThat(target(registry, Platform.RASPBERRY_PI)).isEmpty();
    }

    private static String target(Registry registry, Platform platform) throws Exception {
        SourceClosure closure = SourceClosure.of(registry, Target.of(platform, Types.DEFAULT));
        return String.join(" ", closure.targets(List.of(KERNELS + "abs_op.cc")).keySet());
    }

    @Test
    void groupsAreThoseThatListTheFiles() throws Exception {
        MobileBuild mobile = read().sources().mobile();

        assertThat(mobile.groups())
                .containsOnly(
                        entry(KERNELS + "abs_op.cc", "//tensorflow/core/kernels:group1"),
                        entry(KERNELS + "relu_op.cc", "//tensorflow/core/kernels:group2"));
        assertThat(mobile.groupOf(KERNELS + "add_op.cc")).isEqualTo("//tensorflow/core/kernels:group1");
    }

    @Test
    void headersAreThoseThatTheRuntimeLacks() throws Exception {
        SortedMap<String, List<String>> headers = new TreeMap<>();
        read().sources().mobile().headers().forEach((file, labels) -> headers.put(file, List.copyOf(labels)));

        assertThat(headers)
                .containsOnly(
                        entry(
                                KERNELS + "abs_op.cc",
                                List.of("//tensorflow/core/kernels:abs_op.h", "//tensorflow/core:util/used.h")),
                        entry(
                                KERNELS + "add_op.cc",
                                List.of("//tensorflow/core/kernels:add_op.h", "//tensorflow/core:util/used.h")),
                        entry(KERNELS + "relu_op.cc", List.of("//tensorflow/core:util/used.h")));
    }

    @Test
    void theFileOfTheRegistryHasThem() throws Exception {
        Registry registry = read();
        Path file = root.resolve("registry");
        RegistryFile.write(registry, file);

        assertThat(RegistryFile.read(file).sources()).isEqualTo(registry.sources());
    }

    @ParameterizedTest
    @CsvSource({
        "a/kernels/abs.cc, //a:1",
        "a/kernels/conv_x.cc, //a:1",
        "a/kernels/zeta.cc, //a:2",
        "a/kernels/sub/deep/x.cc, //a/sub:3",
        "a/kernels/other/x.cc, //a:1",
        "elsewhere/x.cc, ''",
    })
    void aFileThatNoGroupListsIsPutBesideWhatIsCalledLikeIt(String file, String group) {
        MobileBuild mobile = new MobileBuild(
                new TreeMap<>(),
                new TreeMap<>(Map.of(
                        "a/kernels/abs.cc", "//a:1",
                        "a/kernels/conv.cc", "//a:1",
                        "a/kernels/relu.cc", "//a:2",
                        "a/kernels/sub/y.cc", "//a/sub:3")),
                new TreeMap<>());

        assertThat(mobile.groupOf(file)).isEqualTo(group);
    }
}
