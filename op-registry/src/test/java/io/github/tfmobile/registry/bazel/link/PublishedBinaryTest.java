package io.github.tfmobile.registry.bazel.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.registry.bazel.BuildConfiguration;
import io.github.tfmobile.registry.bazel.BuildTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedBinaryTest {

    private static final List<String> FILES = List.of(
            "tensorflow/core/abs.cc",
            "tensorflow/core/debug_ops.cc",
            "tensorflow/contrib/image.cc",
            "tensorflow/x/op.cc");

    @TempDir
    Path root;

    private void write(String file, String... lines) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, String.join("\n", lines) + "\n");
    }

    private void sources() throws IOException {
        for (String file : FILES) {
            write(file, "");
        }
        write(
                "tensorflow/core/BUILD",
                "cc_library(name = \"abs\", srcs = [\"abs.cc\"])",
                "cc_library(name = \"debug_ops\", srcs = [\"debug_ops.cc\"], deps = [\"//tensorflow/core/debug:io\"])");
        write("tensorflow/contrib/BUILD", "cc_library(name = \"image\", srcs = [\"image.cc\"])");
        write("tensorflow/x/BUILD", "cc_binary(name = \"_op.so\", srcs = [\"op.cc\"])");
    }

    private PublishedBinary binary() {
        return PublishedBinary.of(new BuildTree(root, BuildConfiguration.linux()))
                .orElseThrow();
    }

    @Test
    void isTheNativeLibraryOfTheJavaApi() throws IOException {
        sources();
        write(
                "tensorflow/java/BUILD",
                "cc_binary(name = \"libtensorflow_jni.so\", deps = [\"//tensorflow/core:abs\"])");

        assertThat(binary().among(FILES)).containsExactly("tensorflow/core/abs.cc");
        assertThat(binary().missingPackages()).isEmpty();
    }

    @Test
    void isThePythonPackageWhereItIsLinkedAsAWholeWithTheLibrariesThatItsModulesLoad() throws IOException {
        sources();
        write(
                "tensorflow/java/BUILD",
                "cc_binary(name = \"libtensorflow_jni.so\", deps = [\"//tensorflow/contrib:image\"])");
        write(
                "tensorflow/python/BUILD",
                "load(\"@rules_pywrap//:defs.bzl\", \"wrapped_extensions\")",
                "py_library(name = \"_pywrap_tensorflow\", srcs = [\":infos\"])",
                "wrapped_extensions(name = \"infos\", deps = [\"//tensorflow/core:abs\"])");
        write(
                "tensorflow/BUILD",
                "py_library(name = \"tensorflow_py\", deps = [\":module\"])",
                "py_library(name = \"module\", srcs = [\"m.py\"], data = [\"//tensorflow/x:_op.so\"])");

        assertThat(binary().among(FILES)).containsExactly("tensorflow/core/abs.cc", "tensorflow/x/op.cc");
    }

    @Test
    void hasWhatIsBuiltOnAPackageThatTheTreeLacks() throws IOException {
        sources();
        write(
                "tensorflow/java/BUILD",
                "cc_binary(name = \"libtensorflow_jni.so\", deps = [\"//tensorflow/core:abs\", \"//tensorflow/core/debug\"])");

        assertThat(binary().among(FILES)).containsExactly("tensorflow/core/abs.cc", "tensorflow/core/debug_ops.cc");
        assertThat(binary().missingPackages()).containsExactly("tensorflow/core/debug");
    }

    @Test
    void isNotKnownWithoutBuildFiles() {
        assertThat(PublishedBinary.of(new BuildTree(root, BuildConfiguration.linux())))
                .isEmpty();
    }
}
