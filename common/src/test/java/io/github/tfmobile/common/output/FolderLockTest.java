package io.github.tfmobile.common.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.testing.Pipes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {

    @TempDir
    Path folder;

    @Test
    void leavesNoFolderThatNothingWasWrittenTo() throws Exception {
        Path made = folder.resolve("target/out");

        boolean there = FolderLock.during(made, () -> {}, () -> Files.exists(made.resolve(FolderLock.FILE)));

        assertThat(there).isTrue();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void leavesWhatWasWrittenAndWhatWasThere() throws Exception {
        Path made = folder.resolve("target/out");
        Path empty = Files.createDirectory(folder.resolve("empty"));

        FolderLock.during(made, () -> {}, () -> Files.writeString(made.resolve("file"), "x"));
        FolderLock.during(empty, () -> {}, () -> true);

        assertThat(made.resolve("file")).hasContent("x");
        assertThat(made.resolve(FolderLock.FILE)).doesNotExist();
        assertThat(empty).isEmptyDirectory();
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    @Timeout(60)
    void waitsForNobodyAtTheOtherEndOfAPipe() throws Exception {
        Path pipe = Pipes.make(folder.resolve(FolderLock.FILE));

        assertThatThrownBy(() -> FolderLock.during(folder, () -> {}, () -> true))
                .isInstanceOf(UnwritableException.class)
                .hasMessage("cannot write \"" + pipe + "\": a pipe or a device is where the file should be\n"
                        + "  remove it, or choose another folder: outputDirectory");
        assertThat(pipe).exists();
    }

    @Test
    void waitsForAnotherProcessUntilThatEnds() throws Exception {
        Path file = Files.createFile(folder.resolve(FolderLock.FILE));
        Process other = LockMain.start(file);
        CountDownLatch waits = new CountDownLatch(1);
        CompletableFuture<Boolean> build = CompletableFuture.supplyAsync(() -> {
            try {
                return FolderLock.during(folder, waits::countDown, other::isAlive);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        waits.await();
        assertThat(build).isNotDone();
        other.destroyForcibly().waitFor();

        assertThat(build.get()).isFalse();
        assertThat(file).doesNotExist();
    }
}
