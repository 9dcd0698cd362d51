package io.github.tfmobile.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.target.Platform;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.TargetProfile;
import io.github.tfmobile.registry.target.Types;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RegistryTest {

    private final Registry registry = SampleRegistry.create();

    private static Target target(Platform platform, Types types, String... defines) {
        return new Target(platform, types, new TreeSet<>(Set.of(defines)));
    }

    private List<Integer> lines(Target target) throws ProblemException {
        return registry.target(target).stream().map(Registration::line).toList();
    }

    @Test
    void aTargetHasTheRegistrationsOfItsConfiguration() throws Exception {
        assertThat(lines(target(Platform.IOS, Types.SLIM))).containsExactly(20);
        assertThat(lines(target(Platform.RASPBERRY_PI, Types.SLIM))).containsExactly(20);
        assertThat(lines(target(Platform.IOS, Types.FULL))).containsExactly(20, 21);
    }

    @Test
    void aDefineLeadsToAnotherConfiguration() throws Exception {
        assertThat(lines(target(Platform.IOS, Types.SLIM, "GEMM"))).containsExactly(20, 7);
        assertThat(lines(target(Platform.IOS, Types.SLIM, "GEMM=1"))).containsExactly(20, 7);
        assertThat(registry.ops(target(Platform.IOS, Types.SLIM, "GEMM")).names())
                .containsExactly("Abs", "Gemm");
        assertThat(registry.ops(target(Platform.IOS, Types.SLIM)).names()).containsExactly("Abs");
    }

    @Test
    void aDefineThatTheProfileSetsAnywayChangesNothing() throws Exception {
        assertThat(lines(target(Platform.IOS, Types.SLIM, "SLIM"))).containsExactly(20);
    }

    @Test
    void aDefineThatNoSourceTestsIsAnError() {
        assertThatThrownBy(() -> registry.target(target(Platform.IOS, Types.SLIM, "USE_GEM", "X=2")))
                .isInstanceOf(ProblemException.class)
                .hasMessage("""
                        defines: no source of TensorFlow 1.99.0 tests this macro, so it changes nothing: "USE_GEM"
                          remove it from defines, or correct its name
                        defines: no source of TensorFlow 1.99.0 tests this macro, so it changes nothing: "X=2"
                          remove it from defines, or correct its name""");
    }

    @Test
    void aMacroLeadsToTheConfigurationThatItMakes() throws Exception {
        assertThat(lines(target(Platform.IOS, Types.SLIM, "OTHER"))).containsExactly(20, 21);
        assertThat(lines(target(Platform.IOS, Types.SLIM, "VALUE"))).isEmpty();
        assertThat(registry.ops(target(Platform.IOS, Types.SLIM, "OTHER")).names())
                .containsExactly("Abs");
    }

    @Test
    void whatIsNotDifferentWithAMacroIsAsWithout() throws Exception {
        assertThat(lines(target(Platform.IOS, Types.FULL, "OTHER"))).containsExactly(20, 21);
        assertThat(lines(target(Platform.IOS, Types.SLIM, "GEMM", "OTHER"))).containsExactly(20, 7);
    }

    @Test
    void aMacroThatDoesNothingMayHaveAnyValue() throws Exception {
        assertThat(lines(target(Platform.IOS, Types.SLIM, "IDLE"))).containsExactly(20);
        assertThat(lines(target(Platform.IOS, Types.SLIM, "IDLE=7", "-UVALUE"))).containsExactly(20);
        assertThat(lines(target(Platform.IOS, Types.SLIM, "OTHER=7", "IDLE="))).containsExactly(20, 21);
    }

    @Test
    void macrosThatDoNotMeetDoTogetherWhatEachDoes() throws Exception {
        assertThat(lines(target(Platform.IOS, Types.SLIM, "OTHER", "VALUE"))).containsExactly(21);
    }

    private static String unknown(String what, String defines) {
        return "defines: the registry of TensorFlow 1.99.0 does not know what this does in ios-slim: " + what
                + "\n  point tensorflowRoot at the source tree, or scan it again with"
                + " these defines: the goal scan defines=" + defines;
    }

    @Test
    void macrosThatMeetAreAnErrorThatNamesThem() {
        assertThatThrownBy(() -> registry.target(target(Platform.IOS, Types.SLIM, "VALUE", "IDLE", "OTHER")))
                .isInstanceOf(ProblemException.class)
                .hasMessage(unknown("\"IDLE with VALUE\"", "IDLE,OTHER,VALUE"));
    }

    @Test
    void aValueThatCountsIsAnError() {
        assertThatThrownBy(() -> registry.target(target(Platform.IOS, Types.SLIM, "VALUE=2")))
                .isInstanceOf(ProblemException.class)
                .hasMessage(unknown("\"VALUE=2\"", "VALUE=2"));
    }

    @Test
    void whatTheRegistryCannotHoldIsAnError() {
        assertThatThrownBy(() -> registry.target(target(Platform.IOS, Types.SLIM, "-USLIM")))
                .isInstanceOf(ProblemException.class)
                .hasMessage(unknown("\"-USLIM\"", "-USLIM"));
    }

    @Test
    void aMacroThatWasNotLookedAtIsAnError() {
        assertThatThrownBy(() -> registry.target(target(Platform.IOS, Types.SLIM, "FULL")))
                .isInstanceOf(ProblemException.class)
                .hasMessage(unknown("\"FULL\"", "FULL"));
    }

    @Test
    void tellsOfDefinesThatChangeNothing() throws Exception {
        assertThat(registry.needless(target(Platform.IOS, Types.SLIM, "SLIM", "-UGEMM", "IDLE", "OTHER")))
                .extracting(Problem::text)
                .containsExactly(
                        "defines: ios-slim does not set this macro anyway: \"-UGEMM\"\n  remove it from defines" + "",
                        "defines: nothing that TensorFlow 1.99.0 registers depends on this macro in ios-slim: \"IDLE\"",
                        "defines: ios-slim sets this macro anyway: \"SLIM\"\n  remove it from defines" + "");
    }

    @Test
    void aMissingProfileIsAnError() {
        assertThatThrownBy(() -> registry.target(target(Platform.DESKTOP, Types.DEFAULT)))
                .isInstanceOf(ProblemException.class)
                .hasMessage("""
                        platform/types: the registry of TensorFlow 1.99.0 has no such target profile: \
                        "desktop-default"
                          it has ios-slim, ios-full, raspberry-pi-slim""");
    }

    @Test
    void profilesOfARegistrationAreThoseWhoseConfigurationsHaveIt() {
        assertThat(registry.registrations().stream()
                        .map(registry::profilesOf)
                        .map(profiles ->
                                profiles.stream().map(TargetProfile::id).toList()))
                .containsExactly(List.of("ios-slim", "ios-full", "raspberry-pi-slim"), List.of("ios-full"), List.of());
    }
}
