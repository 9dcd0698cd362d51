package io.github.tfmobile.codegen.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where BUILD files of real releases have source files. */
class BazelSourcesTest {

    private static final String KERNELS = "tensorflow/core/kernels/";

    private static BazelSources of(String release, String... names) throws Exception {
        Registry registry = BundledRegistries.load(release);
        return RegistrySources.of(registry, Target.of(Platform.ANDROID, Types.DEFAULT))
                .bazel(Stream.of(names).map(KERNELS::concat).toList());
    }

    @ParameterizedTest
    @CsvSource({"1.15.0, android", "2.8.0, portable"})
    void groupsAreThoseOfTheMobileLibrary(String release, String prefix) throws Exception {
        assertThat(of(release, "conv_ops.cc", "relu_op.cc", "gather_op.cc").groups())
                .isEqualTo(Map.of(
                        group(prefix, "extended_ops_group1"), files("conv_ops.cc"),
                        group(prefix, "extended_ops_group2"), files("relu_op.cc"),
                        group(prefix, "core_ops"), files("gather_op.cc")));
    }

    @Test
    void aFileThatTheLibraryLacksHasTheGroupItBelongsInto() throws Exception {
        assertThat(of("1.15.0", "string_split_op.cc", "relu_op.cc").additions())
                .isEqualTo(Map.of(group("android", "extended_ops_group2"), files("string_split_op.cc")));
    }

    @Test
    void headersAreThoseOfKernelsThatTheRuntimeLacks() throws Exception {
        assertThat(of("1.15.0", "lookup_table_op.cc").headers())
                .contains(
                        "//tensorflow/core/kernels:lookup_table_op.h",
                        "//tensorflow/core/kernels:initializable_lookup_table.h")
                .allMatch(header -> header.startsWith("//tensorflow/core/kernels:"));
        assertThat(of("2.8.0", "conv_ops.cc").headers())
                .isNotEmpty()
                .allMatch(header -> header.startsWith("//tensorflow/core/kernels"));
    }

    private static String group(String prefix, String name) {
        return "//tensorflow/core/kernels:" + prefix + "_" + name;
    }

    private static SortedSet<String> files(String name) {
        return new TreeSet<>(List.of(KERNELS + name));
    }
}
