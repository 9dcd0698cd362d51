package io.github.tfmobile.registry.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.registry.OpDefs;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.Types;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.tensorflow.proto.OpDef;

/**
 * Compares bundled registries, profile {@code desktop-default}, with all that the binaries of TensorFlow's Java API on Maven
 * Central report of themselves: by digest, so the whole of them. What differs, and {@link OracleComparison} shows, is left
 * out op by op in reported-binaries.txt.
 */
class ReportedDigestsTest {

    private static final Target DESKTOP = Target.of(Platform.DESKTOP, Types.DEFAULT);

    @ParameterizedTest
    @CsvFileSource(resources = "reported-binaries.txt", delimiter = ' ')
    void hasTheKernelsAndOpsOfTheBinary(
            String release, int kernels, int ops, String kernelDigest, String opDigest, String leftOut)
            throws Exception {
        Registry registry = BundledRegistries.load(release);
        Set<String> without = Set.of(leftOut.split(","));
        List<Registration> registered = registry.target(DESKTOP).stream()
                .filter(kernel -> !without.contains(kernel.op()))
                .toList();
        OpDefs defined = registry.ops(DESKTOP);
        List<OpDef> definitions = defined.names().stream()
                .filter(op -> !without.contains(op))
                .map(defined::find)
                .toList();

        assertThat(registered).hasSize(kernels);
        assertThat(definitions).hasSize(ops);
        assertThat(ReportedBinary.kernelDigest(registered)).isEqualTo(kernelDigest);
        assertThat(ReportedBinary.opDigest(definitions)).isEqualTo(opDigest);
    }
}
