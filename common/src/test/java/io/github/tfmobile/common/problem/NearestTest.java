package io.github.tfmobile.common.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {

    @Test
    void findsNamesWithSmallDifferences() {
        assertThat(Nearest.of("sofmtax", List.of("conv1", "softmax", "Softmax_1", "relu"), 3))
                .containsExactly("softmax", "Softmax_1");
    }

    @Test
    void findsTheSameNameInAnotherScope() {
        assertThat(Nearest.of("Softmax", List.of("InceptionV3/Predictions/Softmax", "Mul"), 3))
                .containsExactly("InceptionV3/Predictions/Softmax");
    }

    @Test
    void staysSilentWhenNothingIsNear() {
        assertThat(Nearest.question("softmax", List.of("conv1", "relu"))).isEmpty();
    }

    @Test
    void asksForThree() {
        assertThat(Nearest.question("con1", List.of("conv1", "conv2", "con", "relu")))
                .isEqualTo("Did you mean \"con\", \"conv1\" or \"conv2\"?");
    }
}
