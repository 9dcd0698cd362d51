package io.github.tfmobile.graph.io.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.io.file.ScratchBuffer.NoRoomException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Storage that ends while something is computed. */
class GuardTest {

    @Test
    void saysThatTheTemporaryFolderIsFull() {
        assertThatThrownBy(() -> Guard.computing(() -> {
                    throw new NoRoomException(
                            "70000 bytes in \"/tmp\", no space is left on the device", new IOException());
                }))
                .isInstanceOf(ProblemException.class)
                .hasMessage(
                        "what is computed does not fit into the temporary folder: 70000 bytes in \"/tmp\", no space is left"
                                + " on the device\n"
                                + "  Make room there, or name another folder: the JVM's property java.io.tmpdir.");
    }

    @Test
    void saysThatAMappedFileWasCutShort() {
        assertThatThrownBy(() -> Guard.computing(() -> {
                    throw new InternalError("a fault occurred in an unsafe memory access operation");
                }))
                .isInstanceOf(ProblemException.class)
                .hasMessage(
                        "a file of the model was changed or cut short while it was read\n  Run again once it is complete.");
    }

    @Test
    void scratchSpaceIsZeroAndCanBeWritten() {
        var buffer = ScratchBuffer.allocate(300_001);

        assertThat(buffer.capacity()).isEqualTo(300_001);
        assertThat(buffer.get(300_000)).isZero();
        buffer.put(300_000, (byte) 1);
        assertThat(buffer.get(300_000)).isOne();
    }
}
