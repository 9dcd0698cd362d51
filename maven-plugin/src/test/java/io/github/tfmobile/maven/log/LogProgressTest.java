package io.github.tfmobile.maven.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.registry.progress.Progress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogProgressTest {

    private final List<String> lines = new ArrayList<>();
    private long seconds;

    private LogProgress progress(LogProgress.Style style) {
        return new LogProgress(style, lines::add, () -> seconds * 1_000_000_000L);
    }

    private void work(Progress progress) {
        try (Progress.Task task = progress.start("inception: writing", "bytes", 9_000_000)) {
            for (seconds = 0; seconds < 10; seconds++) {
                task.done(seconds * 1_000_000);
                task.done(seconds * 1_000_000);
            }
        }
    }

    @Test
    void saysNothingOfShortWork() {
        Progress progress = progress(LogProgress.Style.LINES);
        try (Progress.Task task = progress.start("inception: writing", "bytes", 9)) {
            seconds = 1;
            task.done(9);
        }
        assertThat(lines).isEmpty();
    }

    @Test
    void writesOneLineASecondAfterTwoSeconds() {
        work(progress(LogProgress.Style.LINES));

        assertThat(lines)
                .startsWith("inception: writing: 2 of 9 MB", "inception: writing: 3 of 9 MB")
                .hasSize(8);
    }

    @Test
    void writesOneLineInBatchMode() {
        work(progress(LogProgress.Style.BATCH));

        assertThat(lines).containsExactly("inception: writing: 2 of 9 MB");
    }

    @Test
    void cleansUpWhatItWroteInPlace() {
        work(progress(LogProgress.Style.IN_PLACE));

        assertThat(lines).startsWith("\rinception: writing: 2 of 9 MB\u001b[K").endsWith("\r\u001b[K");
    }
}
