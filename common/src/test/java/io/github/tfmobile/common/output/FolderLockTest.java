package io.github.tfmobile.common.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
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
}
