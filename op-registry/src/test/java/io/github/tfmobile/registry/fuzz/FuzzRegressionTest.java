package io.github.tfmobile.registry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.tfmobile.registry.fuzz.Fuzz.Target;
import java.io.InputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What coverage-guided runs found worth keeping: each input that reaches other code than the rest, and each that failed once. */
class FuzzRegressionTest {

    @ParameterizedTest
    @EnumSource
    void everyInputEndsInAResultOrInProblems(Target target) throws Exception {
        for (byte[] seed : target.seeds()) {
            assertThatCode(() -> Fuzz.run(target, seed)).doesNotThrowAnyException();
        }
        int inputs = 0;
        try (InputStream in = FuzzRegressionTest.class.getResourceAsStream(target.id() + ".zip")) {
            assertThat(in).isNotNull();
            ZipInputStream zip = new ZipInputStream(in);
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] input = zip.readAllBytes();
                assertThatCode(() -> Fuzz.run(target, input))
                        .as(entry.getName())
                        .doesNotThrowAnyException();
                inputs++;
            }
        }
        assertThat(inputs).isPositive();
    }
}
