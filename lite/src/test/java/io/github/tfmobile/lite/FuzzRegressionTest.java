package io.github.tfmobile.lite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.InputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** What coverage-guided runs found worth keeping: each input that reaches other code than the rest, and each that failed once. */
class FuzzRegressionTest {

    @Test
    void everyInputEndsInAResultOrInProblems() throws Exception {
        for (byte[] seed : Fuzz.seeds()) {
            assertThatCode(() -> Fuzz.fuzzerTestOneInput(seed)).doesNotThrowAnyException();
        }
        int inputs = 0;
        try (InputStream in = FuzzRegressionTest.class.getResourceAsStream("model.zip")) {
            assertThat(in).isNotNull();
            ZipInputStream zip = new ZipInputStream(in);
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] input = zip.readAllBytes();
                assertThatCode(() -> Fuzz.fuzzerTestOneInput(input))
                        .as(entry.getName())
                        .doesNotThrowAnyException();
                inputs++;
            }
        }
        assertThat(inputs).isPositive();
    }
}
