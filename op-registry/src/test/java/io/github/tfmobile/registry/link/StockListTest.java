package io.github.tfmobile.registry.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.SettingNames;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StockListTest {

    private static final String KERNELS = "tensorflow/core/kernels/";

    private static final Target IOS = Target.of(Platform.IOS, Types.DEFAULT);

    private static Registry registry;

    @BeforeAll
    static void load() throws ProblemException {
        registry = BundledRegistries.load("1.15.0");
    }

    private static List<String> problems(String... lines) throws ProblemException {
        return StockList.of("ops.txt", List.of(lines)).problems(registry, IOS).stream()
                .map(Problem::text)
                .toList();
    }

    @Test
    void findsNothingWrongWithACompleteList() throws ProblemException {
        assertThat(problems(
                        "# ours",
                        "",
                        KERNELS + "matmul_op.cc",
                        KERNELS + "fill_functor.cc",
                        "tensorflow/core/ops/math_ops.cc",
                        "our/own/kernel.cc"))
                .isEmpty();
    }

    @Test
    void readsOverAByteOrderMark(@TempDir Path folder) throws Exception {
        Path list = Files.writeString(folder.resolve("ops.txt"), "\uFEFF" + KERNELS + "matmul_op.cc\n");

        assertThat(StockList.read(list).files(registry)).containsExactly(KERNELS + "matmul_op.cc");
    }

    @Test
    void tellsOfEntriesThatDoNotExistOrOccurTwice() throws ProblemException {
        assertThat(problems(KERNELS + "relu_ops.cc", KERNELS + "fill_functor.cc", KERNELS + "fill_functor.cc"))
                .containsExactly(
                        "kernels: an entry of the op list does not exist: \"tensorflow/core/kernels/relu_ops.cc\"\n"
                                + "  at ops.txt:1\n"
                                + "  did you mean \"tensorflow/core/kernels/relu_op.cc\"?",
                        "kernels: an entry of the op list occurs twice, first in line 2:"
                                + " \"tensorflow/core/kernels/fill_functor.cc\"\n"
                                + "  at ops.txt:3\n"
                                + "  remove one of the lines");
    }

    @Test
    void tellsOfKernelsWithoutOpsAndWithoutTheirHelpers() throws ProblemException {
        assertThat(problems(KERNELS + "fft_ops.cc", KERNELS + "split_op.cc", "tensorflow/core/ops/array_ops.cc"))
                .containsExactly(
                        "kernels: an entry of the op list registers kernels of ops whose definitions are in a file that"
                                + " is not listed, \"tensorflow/core/ops/spectral_ops.cc\" (Op type not registered"
                                + " 'FFT' and 11 more): \"tensorflow/core/kernels/fft_ops.cc\"\n"
                                + "  at ops.txt:1\n"
                                + "  add tensorflow/core/ops/spectral_ops.cc",
                        "kernels: an entry of the op list does not link without a file that is not listed,"
                                + " \"tensorflow/core/kernels/split_lib_cpu.cc\", which defines Split:"
                                + " \"tensorflow/core/kernels/split_op.cc\"\n"
                                + "  at ops.txt:2\n"
                                + "  add tensorflow/core/kernels/split_lib_cpu.cc");
    }

    @Test
    void findsTheFaultsOfTensorFlowsOwnList() throws ProblemException {
        List<String> whats = StockList.stock(registry, Platform.RASPBERRY_PI).problems(registry, IOS).stream()
                .map(problem -> SettingNames.PLAIN.render(problem.what()))
                .toList();

        assertThat(whats).hasSize(19);
        assertThat(whats.stream().filter(what -> what.contains("is no file")))
                .containsExactly(
                        "kernels: an entry of the op list is no file, the makefile compiles another one for it,"
                                + " \"tensorflow/core/kernels/initializable_lookup_table.cc\":"
                                + " \"tensorflow/core/kernels/initializable_lookup_table.c\"",
                        "kernels: an entry of the op list is no file, the makefile compiles another one for it,"
                                + " \"tensorflow/core/kernels/sparse_reshape_op.cc\":"
                                + " \"tensorflow/core/kernels/sparse_reshape_op.c\"");
        assertThat(whats.stream().filter(what -> what.contains("occurs twice"))).hasSize(1);
        assertThat(whats.stream().filter(what -> what.contains("Op type not registered")))
                .hasSize(16);
        assertThat(whats.stream().filter(what -> what.contains("does not link") || what.contains("does not exist")))
                .isEmpty();
    }

    @Test
    void theRulesOfTheMakefileMakeTheObjectOfAnEntryFromTheFileThatThereIs() throws ProblemException {
        StockList list = StockList.of("ops.txt", List.of(KERNELS + "relu_op.c", "our/own/kernel.c"));

        assertThat(list.files(registry)).containsExactly("our/own/kernel.c", KERNELS + "relu_op.cc");
        assertThat(problems(KERNELS + "relu_op.c").get(0))
                .isEqualTo("kernels: an entry of the op list is no file, the makefile compiles another one for it,"
                        + " \"tensorflow/core/kernels/relu_op.cc\": \"tensorflow/core/kernels/relu_op.c\"\n"
                        + "  at ops.txt:1\n"
                        + "  write tensorflow/core/kernels/relu_op.cc");
        assertThat(list.files(BundledRegistries.load("2.1.0")))
                .as("a release without a makefile")
                .contains(KERNELS + "relu_op.c");
    }

    /** A library that was once built from the list for the Raspberry Pi has 4,235 registrations (docs/closure.md). */
    @Test
    void hasAsManyRegistrationsAsABuiltLibrary() throws ProblemException {
        Set<String> files = StockList.stock(registry, Platform.RASPBERRY_PI).files(registry);
        Map<String, Long> byDevice = registry.target(Target.of(Platform.RASPBERRY_PI, Types.SLIM)).stream()
                .filter(registration -> files.contains(registration.file()))
                .collect(Collectors.groupingBy(Registration::device, Collectors.counting()));

        assertThat(byDevice.values().stream().mapToLong(Long::longValue).sum())
                .as(byDevice.toString())
                .isEqualTo(4235);
    }

    @Test
    void knowsWhatTheStockBuildRegisters() throws ProblemException {
        StockList stock = StockList.stock(registry, Platform.IOS);

        assertThat(stock.name()).isEqualTo("tensorflow/contrib/makefile/tf_op_files.txt");
        assertThat(stock.registrations(registry, IOS))
                .anyMatch(registration -> registration.op().equals("Conv2D"))
                .anyMatch(registration -> registration.op().equals("SparseReshape"))
                .noneMatch(registration -> registration.op().equals("FFT"))
                .noneMatch(registration -> registration.op().equals("DecodeJpeg"));
        assertThat(stock.opsWithoutKernel(registry, IOS))
                .containsKey("DecodeJpeg")
                .doesNotContainKey("Conv2D");
    }

    @Test
    void takesTheListOfBazelsLibraryForAndroid() throws ProblemException {
        assertThat(StockList.stock(registry, Platform.ANDROID).name())
                .isEqualTo("//tensorflow/core:android_tensorflow_lib");
    }

    @Test
    void refusesABinaryFile(@TempDir Path folder) throws Exception {
        Path model = Files.write(folder.resolve("model.pb"), new byte[] {10, 3, 0, 1, 2});

        assertThatThrownBy(() -> StockList.read(model))
                .hasMessage("kernels: the op list is no text: \"" + model + "\"\n"
                        + "  name a file with one source file a line, or say stock or available");
    }

    @Test
    void saysWhenAListCannotBeRead() {
        assertThatThrownBy(() -> StockList.read(Path.of("no/such/list.txt")))
                .isInstanceOf(ProblemException.class)
                .hasMessage("kernels: the op list does not exist: \"no/such/list.txt\"\n"
                        + "  name a readable file with one source file a line, or say stock or available");
    }
}
