package io.github.tfmobile.engine.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What coverage-guided runs found worth keeping: each input that reaches other code than the rest, and each that failed once. */
@Tag("slow")
class FuzzRegressionTest {

    @ParameterizedTest
    @EnumSource
    void everyInputEndsInAResultOrInProblems(FuzzTargets target) throws Exception {
        assertThat(target.runKept(FuzzRegressionTest.class)).isPositive();
    }
}
