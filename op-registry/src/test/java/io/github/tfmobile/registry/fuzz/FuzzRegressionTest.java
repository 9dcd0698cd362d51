package io.github.tfmobile.registry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What coverage-guided runs found worth keeping: each input that reaches other code than the rest, and each that failed once. */
class FuzzRegressionTest {

    @ParameterizedTest
    @EnumSource
    void everyInputEndsInAResultOrInProblems(FuzzTargets target) throws Exception {
        assertThat(target.runKept(FuzzRegressionTest.class)).isPositive();
    }
}
