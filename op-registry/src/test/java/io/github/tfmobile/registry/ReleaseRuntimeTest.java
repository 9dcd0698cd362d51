package io.github.tfmobile.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.registry.file.BundledRegistries;
import org.junit.jupiter.api.Test;

class ReleaseRuntimeTest {

    @Test
    void aReleaseHasWhatTheOneBeforeItHas() {
        assertThat(ReleaseRuntime.graphVersion("1.15.0")).isEqualTo(134);
        assertThat(ReleaseRuntime.graphVersion("1.15.5")).isEqualTo(134);
        assertThat(ReleaseRuntime.graphVersion("1.9.0")).isEqualTo(26);
        assertThat(ReleaseRuntime.graphVersion("1.10.1")).isEqualTo(26);
        assertThat(ReleaseRuntime.graphVersion("2.2.0")).isEqualTo(175);
        assertThat(ReleaseRuntime.graphVersion("2.21.0-dev")).isEqualTo(2314);
        assertThat(ReleaseRuntime.graphVersion("our own")).isEqualTo(24);
        assertThat(ReleaseRuntime.systemOps("1.12.3")).containsExactly("_Arg", "_Retval");
        assertThat(ReleaseRuntime.systemOps("1.15.0"))
                .containsExactly("_Arg", "_DeviceArg", "_DeviceRetval", "_Retval");
    }

    @Test
    void everySystemOpIsAnOpOfItsRelease() throws Exception {
        for (BundledRegistries.Bundled bundled : BundledRegistries.all()) {
            assertThat(BundledRegistries.load(bundled).registeredOps().keySet())
                    .as(bundled.release())
                    .containsAll(ReleaseRuntime.systemOps(bundled.release()));
        }
    }
}
