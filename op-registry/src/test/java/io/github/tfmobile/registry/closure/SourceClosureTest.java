package io.github.tfmobile.registry.closure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.problem.ProblemException;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
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
                "conv_ops_fused_float | conv_ops deep_conv2d fused_eigen_output_kernels",
                "batchtospace_op | spacetobatch_functor",
                "multinomial_op | random_op stateless_random_ops",
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

    /**
     * Which header of core/kernels with an implementation file of its name each kernel of TensorFlow's list includes, after
     * preprocessing for the makefile, is in a resource. Where the closure of the kernel alone lacks the implementation, the
     * kernel uses nothing that it defines; each is explained in docs/closure.md.
     */
    @Test
    void hasForEachKernelOfTheStockListTheImplementationOfEveryHeaderThatItUsesMoreOfThanTheHeader() throws Exception {
        SortedMap<String, SortedSet<String>> without = new TreeMap<>();
        int pairs = 0;
        for (String line : resource("included-1.15.0.txt").lines().toList()) {
            String kernel = line.substring(0, line.indexOf(':'));
            SortedSet<String> files = closure.ofFile(KERNELS + kernel + ".cc");
            for (String header : line.substring(line.indexOf(':') + 2).split(" ", -1)) {
                pairs++;
                if (!files.contains(KERNELS + header + ".cc")) {
                    without.computeIfAbsent(header, h -> new TreeSet<>()).add(kernel);
                }
            }
        }

        assertThat(pairs).isEqualTo(279);
        SortedMap<String, Integer> unary = new TreeMap<>();
        for (String header : List.of("cwise_ops_common", "fill_functor", "quantization_utils")) {
            unary.put(header, Objects.requireNonNull(without.remove(header)).size());
        }
        assertThat(unary).isEqualTo(Map.of("cwise_ops_common", 24, "fill_functor", 24, "quantization_utils", 14));
        assertThat(without.entrySet().stream().map(entry -> entry.getKey() + ": " + String.join(" ", entry.getValue())))
                .containsExactly(
                        "aggregate_ops: tensor_array_ops",
                        "avgpooling_op: maxpooling_op quantized_pooling_ops",
                        "concat_lib_cpu: quantized_concat_op",
                        "conv_ops: quantized_conv_ops",
                        "dense_update_functor: dense_update_ops scatter_nd_op scatter_op stateful_random_ops strided_slice_op"
                                + " training_ops",
                        "gather_functor: gather_op",
                        "gather_functor_batched: gather_op",
                        "i_remote_fused_graph_ops_definitions: remote_fused_graph_execute_op",
                        "maxpooling_op: avgpooling_op quantized_pooling_ops",
                        "meta_support: quantized_add_op quantized_mul_op",
                        "reduction_ops_common: einsum_op",
                        "reshape_op: quantized_reshape_op",
                        "scatter_functor: scatter_op",
                        "slice_op: strided_slice_op",
                        "training_op_helpers: scatter_nd_op stateful_random_ops strided_slice_op",
                        "variable_ops: scatter_nd_op stateful_random_ops strided_slice_op training_ops");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(SourceClosureTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
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
