package io.github.tfmobile.registry.build;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.progress.Progress;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.RuntimeOps.Part;
import io.github.tfmobile.registry.scan.SmallTree;
import io.github.tfmobile.registry.target.TargetProfile;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryBuilderTest {

    @TempDir
    Path root;

    private SmallTree tree;

    private void write(String file, String... lines) {
        tree.file(file, String.join("\n", lines) + "\n");
    }

    @BeforeEach
    void sources() {
        tree = new SmallTree(root);
        write("tensorflow/tf_version.bzl", "TF_VERSION = \"2.99.0\"");
        kernel("tensorflow/core/kernels/abs_op.cc", "Abs");
        kernel("tensorflow/core/kernels/new_op.cc", "New");
        kernel("tensorflow/python/framework/test_ops.cc", "TestOp");
        kernel("tensorflow/core/kernels/abs_op_test.cc", "OnlyTested");
        write(
                "tensorflow/core/BUILD",
                "cc_library(name = \"abs\", srcs = [\"kernels/abs_op.cc\"])",
                "cc_library(name = \"new\", srcs = [\"kernels/new_op.cc\"])");
        write("tensorflow/python/framework/BUILD", "cc_library(name = \"test_ops\", srcs = [\"test_ops.cc\"])");
    }

    private void kernel(String file, String op) {
        write(
                file,
                "#include \"tensorflow/core/framework/op_kernel.h\"",
                "REGISTER_OP(\"" + op + "\");",
                "REGISTER_KERNEL_BUILDER(Name(\"" + op + "\").Device(DEVICE_CPU), " + op + "Op);");
    }

    private Registry build() throws Exception {
        return RegistryBuilder.build(root, "", "", new TreeSet<>(), Progress.NONE);
    }

    @Test
    void saysThatNothingTellsTheRelease() {
        write("tensorflow/tf_version.bzl", "");
        assertThatThrownBy(this::build)
                .isInstanceOf(ProblemException.class)
                .hasMessage(
                        "tensorflowRoot: neither tensorflow/core/public/version.h nor tensorflow/tf_version.bzl says"
                                + " which release this source tree is: \"" + root + "\"\n  name the root of a complete"
                                + " TensorFlow source tree, the directory that holds tensorflow/");
    }

    /** The platforms of each op's kernels, those with types default. */
    private static SortedMap<String, List<String>> platforms(Registry registry) {
        SortedMap<String, List<String>> platforms = new TreeMap<>();
        registry.registrations()
                .forEach(scanned -> platforms.put(
                        scanned.registration().op(),
                        registry.profilesOf(scanned).stream()
                                .map(TargetProfile::id)
                                .filter(id -> id.endsWith("-default"))
                                .map(id -> id.replace("-default", ""))
                                .toList()));
        return platforms;
    }

    @Test
    void desktopHasTheFilesOfThePublishedBinaryAndTheOthersHaveNoTests() throws Exception {
        write(
                "tensorflow/java/BUILD",
                "cc_binary(name = \"libtensorflow_jni.so\",",
                "    deps = [\"//tensorflow/core:abs\", \"//tensorflow/python/framework:test_ops\"])");
        Registry registry = build();

        assertThat(platforms(registry))
                .containsOnly(
                        entry("Abs", List.of("ios", "raspberry-pi", "android", "linux", "desktop")),
                        entry("New", List.of("ios", "raspberry-pi", "android", "linux")),
                        entry("TestOp", List.of("desktop")));
        assertThat(registry.ops().names()).containsExactly("Abs", "New", "TestOp");
        assertThat(registry.unresolved()).isEmpty();
    }

    @Test
    void desktopHasAllLibraryFilesOfATreeWithoutBuildFilesAndTheRegistrySaysSo() throws Exception {
        Registry registry = build();

        assertThat(platforms(registry))
                .containsOnly(
                        entry("Abs", List.of("ios", "raspberry-pi", "android", "linux", "desktop")),
                        entry("New", List.of("ios", "raspberry-pi", "android", "linux", "desktop")));
        assertThat(registry.unresolved())
                .extracting(Problem::text)
                .containsExactly(
                        "no BUILD file says which files the published desktop binary is linked from: profiles of"
                                + " desktop have the kernels of all files");
    }

    @Test
    void findsTheOpsThatTheRuntimeAdds() throws Exception {
        for (String op : List.of("Merge", "Switch", "RefSwitch", "NoOp", "Sum", "SumOne", "Table", "Wrapped")) {
            write(
                    "tensorflow/core/ops/" + op + ".cc",
                    "#include \"tensorflow/core/framework/op_kernel.h\"",
                    "REGISTER_OP(\"" + op + "\");");
        }
        write(
                "tensorflow/core/common_runtime/lower_if_op.cc",
                "// makes no \"Sum\", \\",
                "   Foo(\"SumOne\")",
                "constexpr int kMost = 1'000; // no literal begins there",
                "Status f() {",
                "  const char* op = is_ref ? \"RefSwitch\" : \"Switch\";",
                "  NodeBuilder(name(\"x\"), \"Merge\", &debug);",
                "  std::map<string, int> classes = {{\"Table\", 1}, CLASS(\"Wrapped\", 2)};",
                "}");
        write(
                "tensorflow/core/common_runtime/accumulate_n_optimizer.cc",
                "if (n->type_string() == \"Sum\" || n->type_string() != \"Abs\") make_node(\"SumOne\");",
                "REGISTER_OPTIMIZATION(OptimizationPassRegistry::PRE_PLACEMENT, 10, P);");
        Registry registry = build();

        assertThat(registry.runtimeOps().added())
                .containsOnly(
                        entry(Part.IF, new TreeSet<>(List.of("Merge", "RefSwitch", "Switch"))),
                        entry(Part.ACCUMULATION, new TreeSet<>(List.of("SumOne"))));
        assertThat(registry.runtimeOps().replaced()).containsExactly("Sum");
    }

    @Test
    void theProgramNamesItsArguments() {
        String[] arguments = {"--without-macros", "tree", "revision", "release"};

        assertThatThrownBy(() -> RegistryBuilder.main(arguments))
                .isInstanceOf(ProblemException.class)
                .hasMessage("four arguments are needed, or five with --without-macros:"
                        + " \"--without-macros tree revision release\"\n"
                        + "  [--without-macros] TREE REVISION RELEASE FILE");
    }
}
