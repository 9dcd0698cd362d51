package io.github.tfmobile.codegen.requirement;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.codegen.testing.Samples;
import org.junit.jupiter.api.Test;

class UnregisteredMessageTest {

    @Test
    void tells() throws Exception {
        try { Samples.bad().requireAllRegistered(); } catch (Exception e) { System.err.println(e.getMessage()); }
        assertThat(Samples.good().unregistered()).isEmpty();
    }
}
