package io.github.tfmobile.common.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.testing.Pipes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {

    private static final FileTime OLD = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

    @TempDir
    Path folder;

    @Test
    void makesMissingFoldersAndWrites() throws IOException {
        Path file = folder.resolve("a/b/c.txt");

        OutputFile.Written written = OutputFile.writeText(file, "one\r\ntwo\n");

        assertThat(file).hasBinaryContent("one\ntwo\n".getBytes(StandardCharsets.UTF_8));
        assertThat(written).isEqualTo(new OutputFile.Written(file, true, 8, null, written.stamp()));
        assertThat(written.stamp().unchanged()).isEqualTo(written.stamp());
    }

    @Test
    void leavesAFileWithTheSameContentUntouched() throws IOException {
        Path file = file(random(3_000_000));
        Files.setLastModifiedTime(file, OLD);

        OutputFile.Written written = write(file, random(3_000_000));

        assertThat(written.changed()).isFalse();
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(OLD);
        assertThat(names()).containsExactly("out");
    }

    @Test
    void writesWhatDiffersAnywhere() throws IOException {
        byte[] old = random(700_000);
        for (int at : new int[] {0, 1, 262_143, 262_144, 300_000, 699_999}) {
            byte[] changed = old.clone();
            changed[at] ^= 1;
            Path file = file(old);

            assertThat(write(file, changed).changed()).isTrue();
            assertThat(file).hasBinaryContent(changed);
        }
    }

    @Test
    void writesShorterAndLongerContentThanThereWas() throws IOException {
        byte[] old = random(700_000);
        for (int size : new int[] {0, 1, 262_144, 600_000, 699_999}) {
            Path file = file(old);
            assertThat(write(file, Arrays.copyOf(old, size)).changed()).isTrue();
            assertThat(file).hasBinaryContent(Arrays.copyOf(old, size));
            assertThat(write(file, old).changed()).isTrue();
            assertThat(file).hasBinaryContent(old);
        }
    }

    @Test
    void writesAnEmptyFileWhereThereWasNone() throws IOException {
        assertThat(OutputFile.writeText(folder.resolve("out"), "").changed()).isTrue();
        assertThat(folder.resolve("out")).isEmptyFile();
        assertThat(OutputFile.writeText(folder.resolve("out"), "").changed()).isFalse();
    }

    @Test
    void keepsTheOldFileAndNothingElseWithoutCommit() throws IOException {
        Path file = file(random(1000));

        try (OutputFile out = OutputFile.open(file)) {
            out.write(ByteBuffer.wrap(new byte[1_000_000]));
            assertThat(file).hasBinaryContent(random(1000));
        }

        assertThat(file).hasBinaryContent(random(1000));
        assertThat(names()).containsExactly("out");
    }

    @Test
    void hashesWhatItWritesWhetherOrNotItChanges() throws Exception {
        byte[] content = random(2_345_678);
        String expected =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        for (int i = 0; i < 2; i++) {
            try (OutputFile out = OutputFile.openHashed(folder.resolve("out"))) {
                out.write(ByteBuffer.wrap(content, 0, 7));
                ByteBuffer direct = ByteBuffer.allocateDirect(content.length - 7);
                out.write(direct.put(content, 7, content.length - 7).flip());
                OutputFile.Written written = out.commit();
                assertThat(written.sha256()).isEqualTo(expected);
                assertThat(written.changed()).isEqualTo(i == 0);
            }
        }
    }

    @Test
    void removesWhatKilledProcessesLeft() throws IOException {
        ProcessHandle self = ProcessHandle.current();
        long start = self.info().startInstant().orElseThrow().toEpochMilli();
        Path dead = Files.write(folder.resolve(".out.999999999999.1f-1f.tmp"), new byte[3]);
        Path ofAnotherFile = Files.write(folder.resolve(".other.pb.999999999999.1f-2f.tmp"), new byte[3]);
        // In a container every build may have the same number.
        Path sameNumber = Files.write(
                folder.resolve(".out." + self.pid() + "." + Long.toHexString(start - 60_000) + "-3f.tmp"), new byte[3]);
        Path alive = Files.write(
                folder.resolve(".out." + self.pid() + "." + Long.toHexString(start) + "-4f.tmp"), new byte[3]);
        Files.setLastModifiedTime(alive, OLD);
        Path notOurs = Files.write(folder.resolve(".out.tmp"), new byte[3]);

        OutputFile.writeText(folder.resolve("out"), "x");

        assertThat(dead).doesNotExist();
        assertThat(ofAnotherFile).doesNotExist();
        assertThat(sameNumber).doesNotExist();
        assertThat(alive).exists();
        assertThat(notOurs).exists();
    }

    @Test
    void removesWhatAKillLeftAlsoWhereNothingChanges() throws IOException {
        OutputFile.writeText(folder.resolve("out"), "x");
        Path dead = Files.write(folder.resolve(".out.999999999999.1f-1f.tmp"), new byte[3]);

        assertThat(OutputFile.writeText(folder.resolve("out"), "x").changed()).isFalse();

        assertThat(dead).doesNotExist();
    }

    @Test
    void leavesWhatAProcessOutOfSightIsWriting() throws Exception {
        Path locked = Files.write(folder.resolve(".out.999999999999.1f-1f.tmp"), new byte[3]);
        Files.setLastModifiedTime(locked, OLD);
        Process other = LockMain.start(locked);

        OutputFile.writeText(folder.resolve("out"), "x");
        assertThat(locked).exists();

        other.destroyForcibly().waitFor();
        OutputFile.writeText(folder.resolve("out"), "x");
        assertThat(locked).doesNotExist();
    }

    @Test
    void writesThroughASymbolicLink() throws IOException {
        Path real = file(random(10));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);

        OutputFile.writeText(link, "new");

        assertThat(link).isSymbolicLink();
        assertThat(real).hasContent("new");
    }

    @Test
    void refusesAFolder() {
        assertThatThrownBy(() -> OutputFile.open(folder))
                .isInstanceOf(UnwritableException.class)
                .hasMessage("cannot write \"" + folder + "\": a folder is where the file should be\n"
                        + "  remove it, or choose another folder: outputDirectory");
    }

    /** What is no file is not replaced, be it reached through a link. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void refusesAPipe() throws Exception {
        Path pipe = Pipes.make(folder.resolve("pipe"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), pipe);

        for (Path file : new Path[] {pipe, link}) {
            assertThatThrownBy(() -> OutputFile.writeText(file, "text"))
                    .isInstanceOf(UnwritableException.class)
                    .hasMessage("cannot write \"" + file + "\": a pipe or a device is where the file should be\n"
                            + "  remove it, or choose another folder: outputDirectory");
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void saysWhichLinkIsWhereAFolderShouldBe() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("link"));

        assertThatThrownBy(() -> OutputFile.writeText(link.resolve("a"), "text"))
                .isInstanceOf(UnwritableException.class)
                .hasMessage("cannot write \"" + link.resolve("a")
                        + "\": a file is where a folder should be: \"" + link + "\"\n"
                        + "  remove it, or choose another folder: outputDirectory");
    }

    @Test
    void saysWhichFileIsWhereAFolderShouldBe() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> OutputFile.writeText(file.resolve("a/b"), "text"))
                .isInstanceOf(UnwritableException.class)
                .hasMessage("cannot write \"" + file.resolve("a/b")
                        + "\": a file is where a folder should be: \"" + file + "\"\n"
                        + "  remove it, or choose another folder: outputDirectory");
    }

    @Test
    void saysThatTheDeviceIsFull() {
        Path full = folder.resolve("full");
        assertThat(UnwritableException.of(full, new IOException("No space left on device")))
                .hasMessage("cannot write \"" + full + "\": no space is left on the device\n"
                        + "  make room, or choose another folder: outputDirectory");
    }

    @Test
    void refusesToWriteOnceCommitted() throws IOException {
        try (OutputFile out = OutputFile.open(folder.resolve("out"))) {
            out.commit();
            assertThatThrownBy(() -> out.write(ByteBuffer.allocate(1))).isInstanceOf(ClosedChannelException.class);
        }
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("out"), content);
    }

    /** In pieces of changing size, small and large. */
    private static OutputFile.Written write(Path file, byte[] content) throws IOException {
        try (OutputFile out = OutputFile.open(file)) {
            int at = 0;
            for (int piece = 1; at < content.length; piece = piece * 3 + 1) {
                int count = Math.min(piece, content.length - at);
                out.stream().write(content, at, count);
                at += count;
            }
            return out.commit();
        }
    }

    private Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> String.valueOf(path.getFileName())).toList().stream();
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(42).nextBytes(bytes);
        return bytes;
    }
}
