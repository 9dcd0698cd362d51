package io.github.tfmobile.registry.closure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.problem.ProblemException;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The closures of release 1.15.0, against its sources as read by hand (docs/closure.md). */
class SourceClosureTest {

    private static final String KERNELS = "tensorflow/core/kernels/";

    private static final Target IOS = Target.of(Platform.IOS, Types.DEFAULT);

    private static Registry registry;
    private static SourceClosure closure;

    @BeforeAll
    static void load() throws ProblemException {
        registry = BundledRegistries.load("1.15.0");
        closure = SourceClosure.of(registry, Target.of(Platform.LINUX, Types.DEFAULT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "matmul_op | fill_functor",
                "conv_ops | deep_conv2d",
                "depthwise_conv_op | conv_ops deep_conv2d",
                "cwise_op_mul_1 | cwise_ops_common fill_functor",
                "relu_op | ''",
                "concat_op | concat_lib_cpu",
                "slice_op | slice_op_cpu_impl_1 slice_op_cpu_impl_2 slice_op_cpu_impl_3 slice_op_cpu_impl_4"
                        + " slice_op_cpu_impl_5 slice_op_cpu_impl_6 slice_op_cpu_impl_7",
                "strided_slice_op | fill_functor inplace_ops slice_op_cpu_impl_1 slice_op_cpu_impl_2"
                        + " slice_op_cpu_impl_3 slice_op_cpu_impl_4 slice_op_cpu_impl_5 slice_op_cpu_impl_6"
                        + " slice_op_cpu_impl_7 strided_slice_op_inst_0 strided_slice_op_inst_1"
                        + " strided_slice_op_inst_2 strided_slice_op_inst_3 strided_slice_op_inst_4"
                        + " strided_slice_op_inst_5 strided_slice_op_inst_6 strided_slice_op_inst_7",
                "split_op | split_lib_cpu",
                "tile_ops | tile_functor_cpu tile_ops_cpu_impl_1 tile_ops_cpu_impl_2 tile_ops_cpu_impl_3"
                        + " tile_ops_cpu_impl_4 tile_ops_cpu_impl_5 tile_ops_cpu_impl_6 tile_ops_cpu_impl_7",
                "reduction_ops_sum | reduction_ops_common transpose_functor_cpu",
                "maxpooling_op | pooling_ops_common",
                "lookup_table_op | initializable_lookup_table lookup_util",
                "tensor_array_ops | concat_lib_cpu fill_functor split_lib_cpu tensor_array"
            })
    void findsWhatAKernelNeedsAndNoMore(String kernel, String companions) {
        SortedSet<String> expected = new TreeSet<>(List.of(KERNELS + kernel + ".cc"));
        for (String companion : companions.split(" ", -1)) {
            if (!companion.isEmpty()) {
                expected.add(KERNELS + companion + ".cc");
            }
        }

        assertThat(closure.ofFile(KERNELS + kernel + ".cc")).isEqualTo(expected);
    }

    @Test
    void namesOneFileOfCastsForEachSourceType() {
        assertThat(closure.ofFile(KERNELS + "cast_op.cc"))
                .hasSize(16)
                .allMatch(file -> file.startsWith(KERNELS + "cast_op"));
    }

    @Test
    void givesKernelsOpsAndBazelTargets() throws ProblemException {
        List<Registration> matMul = registry.target(IOS).stream()
                .filter(registration -> registration.op().equals("MatMul"))
                .toList();

        SourceClosure.Sources sources = SourceClosure.of(registry, IOS).sources(matMul, List.of("MatMul"));

        assertThat(sources.kernelFiles()).containsExactly(KERNELS + "fill_functor.cc", KERNELS + "matmul_op.cc");
        assertThat(sources.opFiles()).containsExactly("tensorflow/core/ops/math_ops.cc");
        assertThat(sources.targets())
                .containsOnlyKeys(
                        "//tensorflow/core/kernels:fill_functor",
                        "//tensorflow/core/kernels:matmul_op",
                        "//tensorflow/core:math_ops_op_lib");
        assertThat(sources.leftOut()).isEmpty();
    }

    @Test
    void saysWhichKernelsNeedWhatTheMakefileLeavesOut() throws ProblemException {
        List<Registration> jpeg = registry.target(IOS).stream()
                .filter(registration -> registration.op().equals("DecodeJpeg"))
                .toList();

        assertThat(SourceClosure.of(registry, IOS).sources(jpeg, List.of()).leftOut())
                .contains("tensorflow/core/lib/jpeg/jpeg_mem.cc");
    }

    @Test
    void givesForEachKernelOfTheStockListOnlyFilesThatExist() throws ProblemException {
        for (String file : StockList.stock(registry, Platform.IOS).files()) {
            if (registry.sources().files().containsKey(file)) {
                assertThat(registry.sources().files().keySet()).containsAll(closure.ofFile(file));
            }
        }
    }

    @Test
    void asksOfTheStockListForNothingButTheFileThatItMisspells() throws ProblemException {
        SortedSet<String> stock = StockList.stock(registry, Platform.IOS).files();
        SortedSet<String> asked = new TreeSet<>();
        for (String file : stock) {
            if (registry.sources().files().containsKey(file)) {
                asked.addAll(closure.ofFile(file));
            }
        }
        asked.removeAll(stock);

        assertThat(asked).containsExactly(KERNELS + "initializable_lookup_table.cc");
    }
}
