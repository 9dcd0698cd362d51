package io.github.tfmobile.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.file.FileRecord;
import io.github.tfmobile.common.file.FileStamp;
import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.file.Sighting;
import io.github.tfmobile.common.output.OutputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildStateTest {

    @TempDir
    Path directory;

    private Path input;
    private Path output;

    @BeforeEach
    void files() throws IOException {
        input = Files.writeString(directory.resolve("in\tput\\.pb"), "in");
        output = directory.resolve("models/out.pb");
    }

    private Step step(String request, Path... files) throws IOException {
        FileRecord record = new FileRecord();
        record.during(() -> {
            InputFiles.bytes(input, 100);
            InputFiles.isFile(directory.resolve("later"));
            return InputFiles.entries(directory, "in");
        });
        List<Sighting> read = record.sightings();
        List<FileStamp> written = new ArrayList<>();
        for (Path file : files) {
            written.add(OutputFile.writeText(file, "out").stamp());
        }
        return new Step(
                request,
                read,
                written,
                Map.of("sha256", "a\tb\nc\\"),
                List.of(new Step.Message("It is up to date.", false)));
    }

    private void keep() throws IOException {
        Step step = step("request", output);
        BuildState.in(directory).done("model", step);
        assertThat(BuildState.in(directory).peek("model")).isEqualTo(step);
    }

    private boolean isUpToDate(String request) throws IOException {
        return BuildState.in(directory).upToDate("model", request) != null;
    }

    @Test
    void findsAStepThatIsUpToDate() throws IOException {
        keep();
        assertThat(isUpToDate("request")).isTrue();
    }

    @Test
    void doesAnotherRequestAgain() throws IOException {
        keep();
        assertThat(isUpToDate("other")).isFalse();
    }

    @Test
    void doesAStepAgainWhenItsInputChanged() throws IOException {
        keep();
        Files.writeString(input, "longer");
        assertThat(isUpToDate("request")).isFalse();
    }

    @Test
    void doesAStepAgainWhenAFileCameThatItLookedFor() throws IOException {
        keep();
        Files.writeString(directory.resolve("later"), "");
        assertThat(isUpToDate("request")).isFalse();
    }

    @Test
    void doesAStepAgainWhenAListingHasAnotherName() throws IOException {
        keep();
        Files.writeString(directory.resolve("other"), "");
        assertThat(isUpToDate("request")).isTrue();
        Files.writeString(directory.resolve("in2"), "");
        assertThat(isUpToDate("request")).isFalse();
    }

    @Test
    void doesAStepAgainWhenItsOutputIsGoneOrChanged() throws IOException {
        keep();
        Files.writeString(output, "OUT");
        assertThat(isUpToDate("request")).isFalse();
        Files.delete(output);
        assertThat(isUpToDate("request")).isFalse();
    }

    @Test
    void takesACopyWithTheSameContentAndKeepsItsLooks() throws IOException {
        keep();
        Path copy = Files.copy(output, directory.resolve("copy"));
        Files.move(copy, output, StandardCopyOption.REPLACE_EXISTING);
        assertThat(isUpToDate("request")).isTrue();
        FileStamp kept = BuildState.in(directory).peek("model").written().get(0);
        assertThat(kept.key()).isEqualTo(FileStamp.of(output).key());
    }

    @Test
    void doesAStepAgainThatBegan() throws IOException {
        keep();
        BuildState.in(directory).begin("model");
        assertThat(isUpToDate("request")).isFalse();
    }

    @Test
    void removesWhatAStepNoLongerWrites() throws IOException {
        Path renamed = directory.resolve("models/renamed.pb");
        keep();
        BuildState state = BuildState.in(directory);
        state.begin("model");
        state.done("model", step("request", renamed));
        assertThat(output).doesNotExist();
        assertThat(renamed).exists();
    }

    @Test
    void leavesWhatAnotherStepWritesToo() throws IOException {
        keep();
        BuildState state = BuildState.in(directory);
        state.done("other", step("request", output));
        state.done("other", step("request"));
        assertThat(output).exists();
    }

    @Test
    void knowsTheFilesOfAStepThatWasKilled() throws IOException {
        BuildState killed = BuildState.in(directory);
        killed.begin("model");
        killed.plan("model", List.of(output));
        OutputFile.writeText(output, "half done");
        BuildState.in(directory).done("model", step("request"));
        assertThat(output).doesNotExist();
    }

    @Test
    void meansItsOwnFilesInACopyOfTheFolder() throws IOException {
        Path build = directory.resolve("build");
        Step step = step("request", build.resolve("out.pb"));
        BuildState.in(build).done("model", step);
        Path copy = Files.createDirectory(directory.resolve("elsewhere"));
        Files.copy(build.resolve(BuildState.FILE), copy.resolve(BuildState.FILE));
        BuildState.in(copy).done("model", step("other"));
        assertThat(build.resolve("out.pb")).exists();
    }

    @Test
    void startsAfreshFromADamagedFile() throws IOException {
        keep();
        Path file = directory.resolve(BuildState.FILE);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(BuildState.in(directory).names())
                    .as("first %d bytes", length)
                    .isEmpty();
        }
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 1;
            Files.write(file, damaged);
            assertThat(BuildState.in(directory).names()).as("byte %d", at).isEmpty();
        }
    }
}
