package io.github.tfmobile.common.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.output.OutputFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRecordTest {

    @TempDir
    private Path folder;

    private static List<Sighting> seen(FileRecord.Work<?, IOException> work) throws IOException {
        FileRecord record = new FileRecord();
        record.during(work);
        return record.sightings();
    }

    private static boolean same(List<Sighting> sightings) {
        for (Sighting sighting : sightings) {
            if (sighting.now() == null) {
                return false;
            }
        }
        return true;
    }

    /** A file that has not just been written, so that its times tell of a change. */
    private Path file(String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        return file;
    }

    @Test
    void keepsWhatWasOpenedAndNoticesAChangeOfContent() throws IOException {
        Path file = file("m.pb", "old");
        List<Sighting> seen = seen(() -> InputFiles.bytes(file, 10));
        assertThat(seen).hasSize(1);
        assertThat(same(seen)).isTrue();
        Files.writeString(file, "new");
        assertThat(same(seen)).isFalse();
    }

    @Test
    void noticesAChangeThatKeepsSizeAndTime() throws IOException {
        Path file = file("m.pb", "old");
        List<Sighting> seen = seen(() -> InputFiles.bytes(file, 10));
        file("m.pb", "new");
        assertThat(same(seen)).isFalse();
    }

    @Test
    void letsTheChecksumDecideWhereOnlyTimeAndKeyDiffer() throws IOException {
        Path file = file("m.pb", "old");
        List<Sighting> seen = seen(() -> {
            InputFiles.open(file).close();
            return file;
        });
        Path copy = Files.writeString(folder.resolve("restored"), "old");
        Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
        Sighting now = seen.get(0).now();
        assertThat(now).isNotNull().isNotEqualTo(seen.get(0));
        assertThat(now.now()).as("its new looks are enough next time").isSameAs(now);
    }

    @Test
    void keepsNamesThatWereLookedForInVain() throws IOException {
        Path file = folder.resolve("later");
        List<Sighting> seen = seen(() -> InputFiles.isFile(file));
        assertThat(seen).containsExactly(new Sighting.Asked(file.toString().replace('\\', '/'), PathKind.NONE));
        assertThat(same(seen)).isTrue();
        Files.writeString(file, "");
        assertThat(same(seen)).isFalse();
    }

    @Test
    void keepsListingsByWhatTheyLookedFor() throws IOException {
        file("model-0", "");
        List<Sighting> seen = seen(() -> InputFiles.entries(folder, "model-"));
        file("other", "");
        assertThat(same(seen)).isTrue();
        file("model-1", "");
        assertThat(same(seen)).isFalse();
    }

    @Test
    void keepsTheListingsOfAWalk() throws IOException {
        Path below = Files.createDirectory(folder.resolve("below"));
        file("a", "");
        List<Sighting> seen = seen(() -> {
            InputFiles.visit(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    return FileVisitResult.CONTINUE;
                }
            });
            return folder;
        });
        assertThat(same(seen)).isTrue();
        Files.writeString(below.resolve("new"), "");
        assertThat(same(seen)).isFalse();
    }

    @Test
    void followsWorkIntoOtherThreads() throws IOException {
        Path file = file("m.pb", "old");
        List<Sighting> seen = seen(() -> CompletableFuture.supplyAsync(FileRecord.handOn(() -> InputFiles.isFile(file)))
                .join());
        assertThat(seen).hasSize(1);
    }

    @Test
    void recordsNothingOutsideOfWork() throws IOException {
        Path file = file("m.pb", "old");
        FileRecord record = new FileRecord();
        record.during(() -> file);
        InputFiles.bytes(file, 10);
        assertThat(record.sightings()).isEmpty();
    }

    @Test
    void givesTheStampOfWhatWasWritten() throws IOException {
        Path file = folder.resolve("out");
        FileStamp first = OutputFile.writeText(file, "content").stamp();
        assertThat(first.unchanged()).isEqualTo(first);
        assertThat(first.checksum()).isEqualTo(ContentChecksum.of("content".getBytes(StandardCharsets.UTF_8)));
        assertThat(OutputFile.writeText(file, "content").stamp()).isEqualTo(first);
        Files.writeString(file, "CONTENT");
        assertThat(first.unchanged()).isNull();
    }
}
