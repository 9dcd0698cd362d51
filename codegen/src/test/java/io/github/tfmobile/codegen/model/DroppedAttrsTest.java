package io.github.tfmobile.codegen.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DroppedAttrsTest {

    @Test
    void readsWhatItWrites() {
        DroppedAttrs dropped = DroppedAttrs.NONE
                .with("Relu", List.of("slope"))
                .with("Conv2D", List.of("explicit_paddings", "dilations"))
                .with("Relu", List.of("alpha"));

        assertThat(dropped).hasToString("Conv2D:dilations,explicit_paddings;Relu:alpha,slope");
        assertThat(DroppedAttrs.parse(dropped.toString())).isEqualTo(dropped);
        assertThat(DroppedAttrs.parse("")).isEqualTo(DroppedAttrs.NONE);
    }
}
