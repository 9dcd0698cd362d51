package io.github.tfmobile.registry.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.file.BundledRegistries;
import io.github.tfmobile.registry.file.ReleaseOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Embedded Linux: Bazel's mobile library with {@code IS_MOBILE_PLATFORM}, as NXP's patches for its boards build 2.11 to
 * 2.14 ({@code tensorflow/core/BUILD}: {@code "//tensorflow:elinux": ["IS_MOBILE_PLATFORM"]}).
 */
class ElinuxTest {

    @TempDir
    Path root;

    static List<String> releases() {
        return BundledRegistries.all().stream()
                .map(BundledRegistries.Bundled::release)
                .filter(release -> ReleaseOrder.INSTANCE.compare(release, "2.2.0") > 0)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("releases")
    void hasTheKernelsOfTheOtherMobileBuilds(String release) throws Exception {
        Registry registry = BundledRegistries.load(release);
        for (Types types : Types.values()) {
            assertThat(registry.target(Target.of(Platform.ELINUX, types)))
                    .as(types.id())
                    .isNotEmpty()
                    .isEqualTo(registry.target(Target.of(Platform.ANDROID, types)));
        }
        assertThat(registry.target(Target.of(Platform.ELINUX, Types.DEFAULT)))
                .as("selective registration is the library's default")
                .isEqualTo(registry.target(Target.of(Platform.ELINUX, Types.SELECTIVE)));
    }

    @Test
    void releasesWithoutALibraryForAllMobilesDoNotHaveIt() throws Exception {
        Registry registry = BundledRegistries.load("2.1.0");
        assertThatThrownBy(() -> registry.target(Target.of(Platform.ELINUX, Types.SELECTIVE)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("has no such target profile: \"elinux-selective\"");
    }

    @Test
    void isReadFromTheTree() throws Exception {
        assertThat(ProfileConfigurations.read(root).keySet())
                .extracting(TargetProfile::platform)
                .doesNotContain(Platform.ELINUX);

        Path build = Files.createDirectories(root.resolve("tensorflow/core")).resolve("BUILD");
        Files.writeString(build, """
                cc_library(
                    name = "portable_tensorflow_lib_lite",
                    defines = ["SUPPORT_SELECTIVE_REGISTRATION"] + select({}),
                )
                """);
        assertThat(ProfileConfigurations.read(root)
                        .get(new TargetProfile(Platform.ELINUX, Types.DEFAULT))
                        .defines())
                .containsEntry("IS_MOBILE_PLATFORM", "1")
                .containsEntry("SUPPORT_SELECTIVE_REGISTRATION", "1")
                .containsEntry("__linux__", "1")
                .containsEntry("__aarch64__", "1")
                .doesNotContainKeys("__ANDROID__", "TF_LEAN_BINARY");
    }
}
