package io.github.tfmobile.common.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.testing.Pipes;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class InputFilesTest {

    @TempDir
    private Path folder;

    private static UnreadableException refusal(Path file) {
        return catchThrowableOfType(UnreadableException.class, () -> InputFiles.bytes(file, 10));
    }

    @Test
    void saysWhyAFileCannotBeRead() throws IOException {
        Path large = Files.writeString(folder.resolve("large"), "eleven bytes");
        assertThat(refusal(folder.resolve("no")).problem("graph"))
                .hasMessage("graph does not exist: \"" + folder.resolve("no")
                        + "\"\n  Relative paths start at the project's folder.");
        assertThat(refusal(folder).problem("graph"))
                .hasMessage("graph is a folder, not a file: \"" + folder + "\"\n  Name a file in it.");
        assertThat(refusal(large).problem("graph"))
                .hasMessage("graph has 12 bytes, and such a file has 10 at most: \"" + large
                        + "\"\n  Name the right file.");
        assertThat(refusal(large.resolve("below")).reason()).isEqualTo(UnreadableException.Reason.MISSING);
    }

    @Test
    void saysThatPermissionIsMissing() {
        Path file = Path.of("/models/m.pb");
        UnreadableException denied = UnreadableException.of(file, new AccessDeniedException(file.toString()));
        assertThat(denied.problem("graph"))
                .hasMessage("graph may not be read: \"/models/m.pb\"\n"
                        + "  Give the user who runs the build the permission to read it.");
    }

    @Test
    void saysThatAFileWasCutShort() {
        Path file = Path.of("/models/m.pb");
        assertThat(UnreadableException.of(file, new EOFException()).problem("graph"))
                .hasMessage("graph was changed or cut short while it was read: \"/models/m.pb\"\n"
                        + "  Run again once it is complete.");
    }

    @Test
    void saysWhatIsInTheWayOfAFileThatWasNotFound() throws Exception {
        InputFiles.requireFileOrNothing(folder.resolve("no"), "graph");
        InputFiles.requireFileOrNothing(Files.writeString(folder.resolve("f"), ""), "graph");
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> InputFiles.requireFileOrNothing(folder, "graph"))
                .withMessage("graph is a folder, not a file: \"" + folder + "\"\n  Name a file in it.");
        assertThat(InputFiles.size(folder.resolve("no"))).isZero();
        assertThat(InputFiles.size(Files.writeString(folder.resolve("f"), "abc")))
                .isEqualTo(3);
    }

    @Test
    void saysWhatTheSystemSaysAndNeverThePathAlone() {
        Path file = Path.of("/models/m.pb");
        assertThat(UnreadableException.of(file, new FileSystemException(file.toString(), null, "Input/output error"))
                        .problem("graph"))
                .hasMessage("graph cannot be read: \"/models/m.pb\"\n  The operating system says: Input/output error.");
        assertThat(UnreadableException.of(file, new FileSystemException(file.toString()))
                        .problem("graph"))
                .hasMessageEndingWith("The operating system says: FileSystemException.");
        assertThat(UnreadableException.of(file, new FileSystemException(file.toString(), null, "Input/output error"))
                        .problem("kernels", "say stock"))
                .hasMessage("kernels cannot be read: \"" + file
                        + "\"\n  The operating system says: Input/output error.\n  say stock");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    @Timeout(60)
    void refusesAPipeAndADevice() throws IOException, InterruptedException {
        Path pipe = Pipes.make(folder.resolve("pipe"));
        for (Path special : new Path[] {pipe, Path.of("/dev/zero")}) {
            assertThat(refusal(special).reason()).isEqualTo(UnreadableException.Reason.SPECIAL);
            assertThatExceptionOfType(UnreadableException.class).isThrownBy(() -> InputFiles.open(special));
            assertThatExceptionOfType(UnreadableException.class).isThrownBy(() -> InputFiles.entries(special));
            assertThatExceptionOfType(UnreadableException.class).isThrownBy(() -> InputFiles.stream(special, 10));
        }
    }

    @Test
    void readsOverAByteOrderMark() throws IOException {
        Path file = Files.write(folder.resolve("t"), new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF, 'a'});
        assertThat(InputFiles.text(file, 10, StandardCharsets.UTF_8)).isEqualTo("a");
        assertThat(InputFiles.text(file, 10, StandardCharsets.ISO_8859_1)).isEqualTo("a");
    }

    @Test
    void listsInOrderAndSaysWhatIsNoFolder() throws IOException {
        Files.writeString(folder.resolve("b"), "");
        Files.writeString(folder.resolve("a"), "");
        assertThat(InputFiles.entries(folder)).containsExactly(folder.resolve("a"), folder.resolve("b"));
        assertThat(InputFiles.entries(folder, "b")).containsExactly(folder.resolve("b"));
        assertThatExceptionOfType(UnreadableException.class)
                .isThrownBy(() -> InputFiles.entries(folder.resolve("a")))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(UnreadableException.Reason.NO_FOLDER));
    }

    @Test
    void streamsNoMoreThanAllowed() throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "content");
        try (InputStream in = InputFiles.stream(file, 7)) {
            assertThat(in.readAllBytes()).hasSize(7);
        }
        assertThatExceptionOfType(UnreadableException.class).isThrownBy(() -> InputFiles.stream(file, 6));
    }
}
