package io.github.tfmobile.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.file.FileRecord;
import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.file.Sighting;
import io.github.tfmobile.common.output.OutputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {

    @TempDir
    Path directory;

    private Path models;

    @BeforeEach
    void folder() throws IOException {
        models = Files.createDirectory(directory.resolve("models"));
        Files.writeString(models.resolve("in.pb"), "in");
    }

    private Path file(String name) {
        return directory.resolve("models-made").resolve(name);
    }

    private List<Sighting> seen() throws IOException {
        FileRecord record = new FileRecord();
        record.during(() -> {
            InputFiles.bytes(models.resolve("in.pb"), 100);
            return InputFiles.entries(models);
        });
        return record.sightings();
    }

    private Step step(String name, String request) throws IOException {
        return new Step(
                request,
                seen(),
                List.of(OutputFile.writeText(file(name), name).stamp()),
                Map.of(),
                List.of(new Step.Message(name + " is up to date", false)));
    }

    /** A run of twelve steps, so that their order is not that of their names. */
    private List<String> run() throws IOException {
        BuildState state = BuildState.in(directory);
        List<String> names = new ArrayList<>();
        for (int i = 12; i > 0; i--) {
            names.add("model" + i);
            state.done("model" + i, step("model" + i, "request"));
        }
        new Run(state, "prepare", "parameters").done();
        return names;
    }

    private List<String> upToDate(String parameters) throws IOException {
        return new Run(BuildState.in(directory), "prepare", parameters)
                .upToDate().stream()
                        .map(step -> step.messages().get(0).text().replace(" is up to date", ""))
                        .toList();
    }

    @Test
    void hasItsStepsInOrderWhenNothingChanged() throws IOException {
        List<String> steps = run();

        assertThat(upToDate("parameters")).isEqualTo(steps);
        assertThat(upToDate("parameters")).isEqualTo(steps);
    }

    @Test
    void isNoMoreUntouchedWhereOnlyTheContentTells() throws IOException {
        run();
        upToDate("parameters");
        assertThat(untouched()).isNotEmpty();
        Path file = models.resolve("in.pb");
        Files.setLastModifiedTime(
                file, FileTime.from(Files.getLastModifiedTime(file).toInstant().plusSeconds(9)));

        assertThat(untouched()).isEmpty();
        assertThat(untouched()).isEmpty();
        assertThat(upToDate("parameters")).isNotEmpty();
        assertThat(untouched()).isNotEmpty();
    }

    private List<Step> untouched() throws IOException {
        return new Run(BuildState.in(directory), "prepare", "parameters").untouched();
    }

    @Test
    void isNotUpToDateBeforeItWasDone() throws IOException {
        assertThat(upToDate("parameters")).isEmpty();
    }

    @Test
    void isNotUpToDateWithOtherParameters() throws IOException {
        run();

        assertThat(upToDate("others")).isEmpty();
    }

    @Test
    void isNotUpToDateWhenAFileChanged() throws IOException {
        run();
        Files.writeString(models.resolve("in.pb"), "longer");

        assertThat(upToDate("parameters")).isEmpty();
    }

    @Test
    void isNotUpToDateWhenAFileCame() throws IOException {
        run();
        Files.writeString(models.resolve("shard"), "");

        assertThat(upToDate("parameters")).isEmpty();
    }

    @Test
    void isNotUpToDateWhenAnotherGoalDidAStepInAnotherWay() throws IOException {
        run();
        BuildState.in(directory).done("model3", step("model3", "other"));

        assertThat(upToDate("parameters")).isEmpty();
    }

    @Test
    void isNotUpToDateWhenAStepBeganAgain() throws IOException {
        run();
        BuildState.in(directory).begin("model3");

        assertThat(upToDate("parameters")).isEmpty();
    }

    /** A run of these steps. */
    private void run(String name, String... steps) throws IOException {
        BuildState state = BuildState.in(directory);
        for (String step : steps) {
            state.begin(step);
            state.done(step, step(step, "request"));
        }
        new Run(state, name, "parameters").done();
    }

    @Test
    void removesWhatOnlyTheLastRunMade() throws IOException {
        run("prepare", "a", "b");
        run("prepare", "b", "c");

        assertThat(file("a")).doesNotExist();
        assertThat(file("b")).exists();
        assertThat(file("c")).exists();
    }

    @Test
    void leavesWhatAnotherRunMakesToo() throws IOException {
        run("prepare", "a");
        run("check", "a");
        run("prepare", "b");

        assertThat(file("a")).exists();

        run("check", "b");

        assertThat(file("a")).doesNotExist();
    }

    @Test
    void leavesNothingOfAnOlderRequestWhenItFails() throws IOException {
        run("prepare", "a", "b", "c");
        BuildState state = BuildState.in(directory);
        state.begin("a");
        state.done("a", step("a", "request"));
        state.begin("b");
        state.wrote("b", OutputFile.writeText(file("report"), "why").stamp());
        new Run(state, "prepare", "others").failed();

        assertThat(file("a")).exists();
        assertThat(file("b")).doesNotExist();
        assertThat(file("c")).doesNotExist();
        assertThat(file("report")).exists();
        assertThat(upToDate("parameters")).isEmpty();

        run("prepare", "a");

        assertThat(file("report")).as("what a run no longer makes goes").doesNotExist();
    }

    @Test
    void leavesEverythingWhenItFailsBeforeAnyWork() throws IOException {
        run("prepare", "a");
        new Run(BuildState.in(directory), "prepare", "others").failed();

        assertThat(file("a")).exists();
        assertThat(upToDate("parameters")).containsExactly("a");
    }
}
