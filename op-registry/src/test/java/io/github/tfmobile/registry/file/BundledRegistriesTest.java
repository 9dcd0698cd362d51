package io.github.tfmobile.registry.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.problem.ProblemException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BundledRegistriesTest {

    @Test
    void everyBundledRegistryIsTheReleaseThatTheListNames() {
        assertThat(BundledRegistries.all()).isNotEmpty().allSatisfy(bundled -> {
            Registry registry = BundledRegistries.load(bundled);
            assertThat(registry.release()).isEqualTo(bundled.release());
            assertThat(registry.revision()).isEqualTo(bundled.revision()).hasSize(40);
            assertThat(registry.profiles()).hasSize(20);
            assertThat(registry.registeredOps()).hasSizeGreaterThan(800);
            assertThat(registry.registrations()).hasSizeGreaterThan(4000);
        });
    }

    @Test
    void theDefaultIsBundled() throws Exception {
        assertThat(BundledRegistries.load(BundledRegistries.DEFAULT_VERSION).release())
                .isEqualTo("1.15.0");
    }

    @Test
    void aMinorVersionAndAReleaseThatHasOnlyASnapshotAreFound() {
        BundledRegistries.Bundled snapshot = new BundledRegistries.Bundled("2.21.0-dev", "r");
        assertThat(List.of("2.21.0-dev", "2.21.0", "2.21")).allMatch(snapshot::isMeantBy);
        assertThat(List.of("2.2", "2.21.1", "2", "2.21.0-rc0", "")).noneMatch(snapshot::isMeantBy);
    }

    @Test
    void releasesAreOrderedByTheirNumbers() {
        assertThat(Stream.of("2.21.0-dev", "1.4.1", "2.1.0", "1.15.0", "2.1.0-rc2", "2.0.0")
                        .sorted(ReleaseOrder.INSTANCE))
                .containsExactly("1.4.1", "1.15.0", "2.0.0", "2.1.0-rc2", "2.1.0", "2.21.0-dev");
    }

    @Test
    void anUnknownVersionIsAnErrorThatListsThoseThatExist() {
        String known = BundledRegistries.all().stream()
                .map(BundledRegistries.Bundled::release)
                .collect(Collectors.joining(", "));

        assertThatThrownBy(() -> BundledRegistries.load("1.3.0"))
                .isInstanceOf(ProblemException.class)
                .hasMessage("<tensorflowVersion> there is no bundled registry for this version of TensorFlow:"
                        + " \"1.3.0\"\n  there are registries for " + known
                        + "\n  for another version point <tensorflowRoot> (-Dtfmobile.tensorflowRoot) at its source"
                        + " tree, or write a registry file once with tfmobile:scan and name it in <registryFile>"
                        + " (-Dtfmobile.registryFile)");
    }
}
