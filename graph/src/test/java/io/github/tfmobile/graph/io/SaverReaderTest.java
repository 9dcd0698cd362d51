package io.github.tfmobile.graph.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.testing.Corpus;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.SaverDef;

/** SaverDefs. */
@Tag("corpus")
class SaverReaderTest {

    private static final Path SAVER = Corpus.directory().resolve("tf1/cond_v1/saver.pb");

    @TempDir
    Path folder;

    @Test
    void readsBinaryAndText() throws Exception {
        SaverDef saver = SaverReader.read(SAVER);

        assertThat(saver.getRestoreOpName()).isEqualTo("save/restore_all");
        Path text = Files.writeString(folder.resolve("saver.pbtxt"), saver.toString());
        assertThat(SaverReader.read(text)).isEqualTo(saver);
    }

    @Test
    void refusesWhatNamesNoRestoreOp() throws Exception {
        Path other = Files.writeString(folder.resolve("saver.pbtxt"), "max_to_keep: 5\n");

        assertThatThrownBy(() -> SaverReader.read(other))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("is no SaverDef, it names no restore op");
        assertThatThrownBy(() -> SaverReader.read(folder.resolve("gone"))).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> SaverReader.read(folder)).isInstanceOf(ProblemException.class);
    }
}
