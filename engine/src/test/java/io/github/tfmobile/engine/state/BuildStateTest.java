package io.github.tfmobile.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        input = Files.writeString(directory.resolve("in.pb"), "in");
        output = Files.writeString(directory.resolve("out.pb"), "out");
    }

    private Step step() throws IOException {
        return new Step(
                "request",
                stamps(input),
                stamps(output),
                Map.of("sha256", "abc"),
                List.of(new Step.Message("It is up to date.", false)));
    }

    private static List<FileStamp> stamps(Path file) throws IOException {
        return List.of(FileStamp.of(file));
    }

    private Step kept() throws IOException {
        BuildState.in(directory).done("model", step());
        Step step = BuildState.in(directory).find("model");
        assertThat(step).isEqualTo(step());
        return step;
    }

    @Test
    void findsAStepThatIsUpToDate() throws IOException {
        assertThat(kept().isUpToDate("request", stamps(input))).isTrue();
    }

    @Test
    void doesAnotherRequestAgain() throws IOException {
        assertThat(kept().isUpToDate("other", stamps(input))).isFalse();
    }

    @Test
    void doesAStepAgainWhenItsInputChanged() throws IOException {
        Step step = kept();
        Files.writeString(input, "longer");
        assertThat(step.isUpToDate("request", stamps(input))).isFalse();
    }

    @Test
    void doesAStepAgainWhenItsOutputIsGoneOrChanged() throws IOException {
        Step step = kept();
        Files.writeString(output, "edited");
        assertThat(step.isUpToDate("request", stamps(input))).isFalse();
        Files.delete(output);
        assertThat(step.isUpToDate("request", stamps(input))).isFalse();
    }

    @Test
    void forgetsAStepThatBegan() throws IOException {
        BuildState state = BuildState.in(directory);
        state.done("model", step());
        state.begin("model");
        assertThat(BuildState.in(directory).find("model")).isNull();
    }

    @Test
    void startsAfreshFromADamagedFile() throws IOException {
        BuildState.in(directory).done("model", step());
        Path file = directory.resolve(BuildState.FILE);
        String text = Files.readString(file);
        for (int length = 0; length < text.length(); length++) {
            Files.writeString(file, text.substring(0, length));
            Step step = BuildState.in(directory).find("model");
            assertThat(step == null || step.equals(step()))
                    .as("first %d characters", length)
                    .isTrue();
        }
    }
}
