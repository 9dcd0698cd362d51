package io.github.tfmobile.maven.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every case under {@code testing/cases}, whose README.md says how they are written; {@code -Dtfmobile.cases} names
 * another folder.
 */
@Tag("corpus")
@Tag("runtime")
@Tag("slow")
class CasesTest {

    @TempDir
    static Path output;

    @TestFactory
    Stream<DynamicTest> areAnsweredRightly() throws IOException {
        Path cases = Path.of(System.getProperty("tfmobile.cases", "../testing/cases"))
                .toRealPath();
        return CaseRun.all(cases).stream()
                .map(run -> DynamicTest.dynamicTest(run.name(), () -> {
                    Path work = output.resolve(run.name());
                    Path folder = run.prepared(work);
                    assumeThat(run.isPowerless(folder))
                            .as("the user may read everything")
                            .isFalse();
                    assertThat(CaseCheck.faults(run, folder, work))
                            .as(run.name())
                            .isEmpty();
                }));
    }
}
