package io.github.tfmobile.registry.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.SettingNames;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.link.SourceClosure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What macros beyond the profiles do in TensorFlow 1.15.0, with the lines of its sources that make it so. */
class MacroEffectsTest {

    private static Registry registry;

    @BeforeAll
    static void load() throws ProblemException {
        registry = BundledRegistries.load("1.15.0");
    }

    private static Target target(Platform platform, Types types, String... defines) {
        return new Target(platform, types, new TreeSet<>(Arrays.asList(defines)));
    }

    private static List<Registration> kernels(Platform platform, Types types, String... defines)
            throws ProblemException {
        return registry.target(target(platform, types, defines));
    }

    /** Those that the release has a build for. */
    private static Set<Platform> platforms() {
        Set<Platform> platforms = EnumSet.noneOf(Platform.class);
        registry.profiles().keySet().forEach(profile -> platforms.add(profile.platform()));
        return platforms;
    }

    /** What defines add and what they take away: op, device, first types, file and line. */
    private static List<String> changes(Platform platform, Types types, String... defines) throws ProblemException {
        List<Registration> with = kernels(platform, types, defines);
        List<Registration> without = kernels(platform, types);
        List<String> changes = new ArrayList<>();
        with.stream().filter(each -> !without.contains(each)).forEach(each -> changes.add("+" + text(each)));
        without.stream().filter(each -> !with.contains(each)).forEach(each -> changes.add("-" + text(each)));
        return changes;
    }

    private static String text(Registration kernel) {
        return kernel.op() + " " + kernel.device() + " "
                + (kernel.constraints().isEmpty()
                        ? ""
                        : kernel.constraints().get(0).allowed().get(0) + " ")
                + kernel.file().substring(kernel.file().lastIndexOf('/') + 1) + ":" + kernel.line();
    }

    /** register_types.h:55 and :56 name them beside each other: both give all types to a mobile platform. */
    @Test
    void tegraHasAllTypes() throws Exception {
        assertThat(changes(Platform.ANDROID, Types.DEFAULT, "ANDROID_TEGRA"))
                .contains("+Relu CPU DT_HALF relu_op.cc:56", "+Relu CPU DT_UINT16 relu_op.cc:56")
                .allMatch(change -> change.startsWith("+"));
        assertThat(kernels(Platform.ANDROID, Types.DEFAULT, "SUPPORT_SELECTIVE_REGISTRATION"))
                .isEqualTo(kernels(Platform.ANDROID, Types.SELECTIVE));
        // not mobile, and so with all types anyway
        assertThat(changes(Platform.LINUX, Types.DEFAULT, "ANDROID_TEGRA")).isEmpty();
    }

    /** register_types.h:94 looks at full before slim; cwise_ops_common.h:585 at slim alone. */
    @Test
    void typesMacrosOnTopOfAnotherTypesMacro() throws Exception {
        assertThat(changes(Platform.IOS, Types.SLIM, "__ANDROID_TYPES_FULL__"))
                .contains("+Relu CPU DT_HALF relu_op.cc:56", "+Relu CPU DT_INT64 relu_op.cc:56")
                .noneMatch(change -> change.startsWith("+Abs "));
        assertThat(kernels(Platform.IOS, Types.SLIM, "__ANDROID_TYPES_FULL__", "-U__ANDROID_TYPES_SLIM__"))
                .isEqualTo(kernels(Platform.IOS, Types.FULL));
    }

    /** cwise_ops_common.h:585 keeps one type when slim; cwise_op_mul_1.cc:29 and cwise_op_sub.cc:28 are for slim alone. */
    @Test
    void notSlimOnTheIphone() throws Exception {
        assertThat(changes(Platform.IOS, Types.SLIM, "-U__ANDROID_TYPES_SLIM__"))
                .contains("+Abs CPU DT_FLOAT cwise_op_abs.cc:19")
                .filteredOn(change -> change.startsWith("-"))
                .containsExactly("-Mul CPU DT_INT32 cwise_op_mul_1.cc:29", "-Sub CPU DT_INT32 cwise_op_sub.cc:28");
    }

    /** platform.h:51: an ARM device is a mobile platform unless it is the Raspberry Pi. */
    @Test
    void aRaspberryPiThatDoesNotSayThatItIsOneIsMobile() throws Exception {
        List<Registration> kernels = kernels(Platform.RASPBERRY_PI, Types.SLIM, "-URASPBERRY_PI");
        assertThat(kernels)
                .filteredOn(kernel -> kernel.op().equals("Relu"))
                .hasSize(2)
                .allSatisfy(kernel ->
                        assertThat(kernel.constraints().get(0).allowed()).containsAnyOf("DT_FLOAT", "DT_INT32"));
        assertThat(kernels).isEqualTo(kernels(Platform.ANDROID, Types.SLIM)).hasSizeLessThan(3_000);
    }

    /** sparse_matmul_op.cc:1646 in place of :1648. */
    @Test
    void libxsmmHasAnotherSparseMatMul() throws Exception {
        for (Platform platform : platforms()) {
            assertThat(changes(platform, Types.DEFAULT, "TENSORFLOW_USE_LIBXSMM"))
                    .containsExactly(
                            "+SparseMatMul CPU DT_FLOAT sparse_matmul_op.cc:1646",
                            "-SparseMatMul CPU DT_FLOAT sparse_matmul_op.cc:1648");
        }
    }

    /** Kernels for GPUs are under GOOGLE_CUDA, those for SYCL devices under TENSORFLOW_USE_SYCL: bitcast_op.cc:152. */
    @Test
    void devicesThatNoProfileHas() throws Exception {
        assertThat(changes(Platform.DESKTOP, Types.DEFAULT, "GOOGLE_CUDA"))
                .hasSizeGreaterThan(2_000)
                .allMatch(change -> change.startsWith("+") && change.contains(" GPU "));
        assertThat(changes(Platform.LINUX, Types.DEFAULT, "TENSORFLOW_USE_SYCL"))
                .hasSizeGreaterThan(1_000)
                .filteredOn(change -> change.contains(" SYCL "))
                .isNotEmpty();
    }

    /** logging.h and others test them around what registers nothing and includes nothing. */
    @Test
    void macrosWithoutEffect() throws Exception {
        for (Platform platform : platforms()) {
            for (Types types : Types.values()) {
                List<Registration> without = kernels(platform, types);
                for (String macro : List.of("NDEBUG", "TF_LEAN_BINARY", "MEMORY_SANITIZER")) {
                    assertThat(kernels(platform, types, macro)).isEqualTo(without);
                    assertThat(kernels(platform, types, "-U" + macro)).isEqualTo(without);
                    assertThat(kernels(platform, types, macro + "=2")).isEqualTo(without);
                }
                assertThat(kernels(platform, types, "NDEBUG", "TF_LEAN_BINARY")).isEqualTo(without);
            }
        }
    }

    /** conv_ops.cc:566 and sparse_matmul_op.cc:1645 have nothing to do with each other. */
    @Test
    void macrosThatDoNotMeetAreCombined() throws Exception {
        assertThat(changes(Platform.RASPBERRY_PI, Types.SLIM, "USE_GEMM_FOR_CONV", "TENSORFLOW_USE_LIBXSMM"))
                .contains(
                        "+Conv2D CPU DT_FLOAT conv_ops_using_gemm.cc:574",
                        "-Conv2D CPU DT_FLOAT conv_ops.cc:570",
                        "+SparseMatMul CPU DT_FLOAT sparse_matmul_op.cc:1646",
                        "-SparseMatMul CPU DT_FLOAT sparse_matmul_op.cc:1648");
        assertThat(changes(Platform.IOS, Types.SLIM, "NDEBUG", "TF_LEAN_BINARY", "TENSORFLOW_USE_LIBXSMM"))
                .hasSize(2);
    }

    /** conv_grad_filter_ops.cc:33 includes xsmm_conv2d.h under the macro. */
    @Test
    void theClosureIsThatOfTheMacro() throws Exception {
        String file = "tensorflow/core/kernels/conv_grad_filter_ops.cc";
        SourceClosure without = SourceClosure.of(registry, target(Platform.LINUX, Types.DEFAULT));
        SourceClosure with = SourceClosure.of(
                registry, target(Platform.LINUX, Types.DEFAULT, "TENSORFLOW_USE_LIBXSMM_CONVOLUTIONS"));
        assertThat(without.ofFile(file)).doesNotContain("tensorflow/core/kernels/xsmm_conv2d.cc");
        assertThat(with.ofFile(file))
                .contains("tensorflow/core/kernels/xsmm_conv2d.cc")
                .containsAll(without.ofFile(file));
    }

    @Test
    void macrosThatMeetNeedAScan() {
        assertThatThrownBy(() -> kernels(Platform.LINUX, Types.DEFAULT, "GOOGLE_CUDA", "TENSORFLOW_USE_ROCM"))
                .isInstanceOf(ProblemException.class)
                .hasMessage("defines: the registry of TensorFlow 1.15.0 does not know what this does in linux-default:"
                        + " \"GOOGLE_CUDA with TENSORFLOW_USE_ROCM\"\n  point tensorflowRoot"
                        + " at the source tree, or scan it again with these defines:"
                        + " the goal scan defines=GOOGLE_CUDA,TENSORFLOW_USE_ROCM");
    }

    @Test
    void aValueThatCountsNeedsAScan() {
        assertThatThrownBy(() -> kernels(Platform.LINUX, Types.DEFAULT, "GOOGLE_CUDA=0"))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("defines: the registry of TensorFlow 1.15.0 does not know what this does in"
                        + " linux-default: \"GOOGLE_CUDA=0\"\n");
    }

    @Test
    void tellsOfDefinesThatChangeNothing() throws Exception {
        Target target = target(Platform.IOS, Types.SLIM, "TF_LEAN_BINARY", "-URASPBERRY_PI", "ANDROID_TEGRA");
        assertThat(registry.needless(target))
                .extracting(problem -> SettingNames.PLAIN.render(problem.what()))
                .containsExactly(
                        "defines: ios-slim does not set this macro anyway: \"-URASPBERRY_PI\"",
                        "defines: ios-slim sets this macro anyway: \"TF_LEAN_BINARY\"");
    }
}
