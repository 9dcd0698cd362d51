package io.github.tfmobile.registry.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The closures of release 1.15.0, against its sources and what the linker needs of them (docs/closure.md). */
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
                "strided_slice_op | fill_functor inplace_ops strided_slice_op_inst_0 strided_slice_op_inst_1"
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
     * What the linker needs is in a resource; it was read from the objects of every file of TensorFlow's list, compiled with the
     * macros of a Raspberry Pi. What a closure has besides is explained in docs/closure.md.
     */
    @Test
    void hasForEachFileOfTheStockListWhatTheLinkerNeedsAndLittleElse() throws Exception {
        SourceClosure pi = SourceClosure.of(registry, Target.of(Platform.RASPBERRY_PI, Types.DEFAULT));
        SortedMap<String, SortedSet<String>> missing = new TreeMap<>();
        SortedMap<String, SortedSet<String>> superfluous = new TreeMap<>();
        SortedMap<String, SortedSet<String>> linked = pairs("linked-1.15.0.txt");
        linked.forEach((file, needed) -> {
            SortedSet<String> ours = new TreeSet<>();
            pi.ofFile(path(file)).forEach(path -> ours.add(shortened(path)));
            SortedSet<String> lacking = new TreeSet<>(needed);
            lacking.removeAll(ours);
            ours.removeAll(needed);
            ours.remove(file);
            if (!lacking.isEmpty()) {
                missing.put(file, lacking);
            }
            if (!ours.isEmpty()) {
                superfluous.put(file, ours);
            }
        });

        assertThat(linked).hasSize(228);
        assertThat(linked.values().stream().mapToInt(Set::size).sum()).isEqualTo(197);
        assertThat(missing).isEmpty();
        assertThat(superfluous.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + String.join(" ", entry.getValue())))
                .containsExactly(
                        "cwise_op_add_2: cwise_ops_common fill_functor",
                        "cwise_op_equal_to_2: cwise_ops_common fill_functor",
                        "cwise_op_mul_2: cwise_ops_common fill_functor",
                        "cwise_op_not_equal_to_2: cwise_ops_common fill_functor",
                        "queue_ops: queue_base",
                        "stateful_random_ops: random_op");
    }

    /**
     * Which header of core/kernels with an implementation file of its name each kernel of TensorFlow's list includes, after
     * preprocessing for the makefile, is in a resource. What no closure has there, the linker does not need either.
     */
    @Test
    void hasForEachKernelOfTheStockListTheImplementationOfEveryIncludedHeaderThatTheLinkerNeeds() throws Exception {
        SortedMap<String, SortedSet<String>> linked = pairs("linked-1.15.0.txt");
        SortedMap<String, Integer> counts = new TreeMap<>();
        pairs("included-1.15.0.txt").forEach((kernel, headers) -> {
            SortedSet<String> files = closure.ofFile(path(kernel));
            for (String header : headers) {
                boolean has = files.contains(path(header));
                boolean needed = Objects.requireNonNull(linked.get(kernel)).contains(header);
                String what = header.equals(kernel) ? "its own" : needed ? "needed" : "not needed";
                counts.merge(what + (has ? ", in the closure" : ", not in the closure"), 1, Integer::sum);
            }
        });

        assertThat(counts)
                .isEqualTo(Map.of(
                        "its own, in the closure", 61,
                        "needed, in the closure", 116,
                        "not needed, in the closure", 10,
                        "not needed, not in the closure", 92));
    }

    /** {@code FILE: FILE FILE ...}, shortened. */
    private static SortedMap<String, SortedSet<String>> pairs(String resource) throws IOException {
        SortedMap<String, SortedSet<String>> pairs = new TreeMap<>();
        for (String line : resource(resource).lines().toList()) {
            int colon = line.indexOf(':');
            String files = line.substring(colon + 1).strip();
            pairs.put(
                    line.substring(0, colon),
                    files.isEmpty() ? new TreeSet<>() : new TreeSet<>(List.of(files.split(" ", -1))));
        }
        return pairs;
    }

    private static String path(String shortened) {
        return (shortened.startsWith("tensorflow/") ? "" : KERNELS) + shortened + ".cc";
    }

    private static String shortened(String path) {
        String name = path.startsWith(KERNELS) ? path.substring(KERNELS.length()) : path;
        return name.substring(0, name.length() - ".cc".length());
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(SourceClosureTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void givesForEachKernelOfTheStockListOnlyFilesThatExist() throws ProblemException {
        for (String file : StockList.stock(registry, Platform.IOS).files(registry)) {
            if (registry.sources().files().containsKey(file)) {
                assertThat(registry.sources().files().keySet()).containsAll(closure.ofFile(file));
            }
        }
    }

    @Test
    void asksForNothingThatTheStockListLacks() throws ProblemException {
        SortedSet<String> stock = StockList.stock(registry, Platform.IOS).files(registry);
        SortedSet<String> asked = new TreeSet<>();
        for (String file : stock) {
            if (registry.sources().files().containsKey(file)) {
                asked.addAll(closure.ofFile(file));
            }
        }
        asked.removeAll(stock);

        assertThat(asked).isEmpty();
    }
}
