package io.github.tfmobile.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private Step step(String name, String request) throws IOException {
        return new Step(
                request,
                FileStamp.of(List.of(models.resolve("in.pb"))),
                List.of(),
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
        new Run(state, "prepare", "parameters").done(FileStamp.of(List.of(models)));
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
}
