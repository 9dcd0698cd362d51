package io.github.tfmobile.graph.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.graph.testing.Growth;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Eight times as much of anything takes about eight times the work. */
class GrowthTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void isLinear(GrowingModel model) throws Exception {
        assertThat(Growth.eightfold(250, size -> model.of(size, folder))).isLessThan(12);
    }
}
