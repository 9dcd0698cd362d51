package io.github.tfmobile.engine.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.common.progress.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {

    private final List<String> lines = new ArrayList<>();
    private long millis;

    private ProgressLines progress(ProgressLines.Style style) {
        return new ProgressLines(style, lines::add, () -> millis * 1_000_000L, false);
    }

    /** Work of ten seconds, looked at five times a second. */
    private void work(ProgressLines progress) {
        long start = millis;
        try (Progress.Task task = progress.on("inception").start("writing", "bytes", 1_999_000_000)) {
            while (millis < start + 10_000) {
                task.done((millis - start) * 200_000);
                progress.look();
                millis += 200;
            }
        }
    }

    @Test
    void saysNothingOfShortWork() {
        ProgressLines progress = progress(ProgressLines.Style.LINES);
        try (Progress.Task task = progress.start("inception: writing", "bytes", 9)) {
            millis = 1999;
            task.done(9);
            progress.look();
        }
        progress.look();
        assertThat(lines).isEmpty();
    }

    @Test
    void writesOneLineASecondAfterTwoSeconds() {
        work(progress(ProgressLines.Style.LINES));

        assertThat(lines)
                .startsWith("inception: writing: 400 of 1,999 MB", "inception: writing: 600 of 1,999 MB")
                .hasSize(8);
    }

    @Test
    void writesOneLineForEachPieceOfWorkInBatchMode() {
        ProgressLines progress = progress(ProgressLines.Style.BATCH);
        work(progress);
        work(progress);

        assertThat(lines).containsExactly("inception: writing: 400 of 1,999 MB", "inception: writing: 400 of 1,999 MB");
    }

    @Test
    void cleansUpWhatItWroteInPlace() {
        work(progress(ProgressLines.Style.IN_PLACE));

        assertThat(lines)
                .startsWith("\rinception: writing: 400 of 1,999 MB\u001b[K")
                .endsWith("\r\u001b[K")
                .hasSize(9);
    }

    @Test
    void makesRoomForWhatIsSaidInBetween() {
        ProgressLines progress = progress(ProgressLines.Style.IN_PLACE);
        try (Progress.Task task = progress.on("inception").start("transforming", "transforms", 5)) {
            progress.makeRoom();
            millis = 2000;
            progress.look();
            progress.makeRoom();
            progress.makeRoom();
            task.done(1);
            millis = 3000;
            progress.look();
        }
        assertThat(lines)
                .containsExactly(
                        "\rinception: transforming: 5 transforms\u001b[K",
                        "\r\u001b[K",
                        "\rinception: transforming: 1 of 5 transforms\u001b[K",
                        "\r\u001b[K");
    }

    @Test
    void tellsOfWorkThatDoesNotCountWithoutRepeatingItself() {
        ProgressLines progress = progress(ProgressLines.Style.LINES);
        try (Progress.Task task = progress.start("freezing", "nodes", 200_001)) {
            for (millis = 0; millis < 9000; millis += 200) {
                if (millis == 5000) {
                    task.doing("variables");
                }
                progress.look();
            }
        }
        try (Progress.Task task = progress.start("reading", "bytes", 0)) {
            millis += 2000;
            progress.look();
            task.done(3_000_000);
            millis += 1000;
            progress.look();
        }
        assertThat(lines)
                .containsExactly(
                        "freezing: 200,001 nodes", "freezing: 200,001 nodes, variables", "reading", "reading: 3 MB");
    }

    @Test
    void showsTheInnermostWorkAtMostOnceASecond() {
        ProgressLines progress = progress(ProgressLines.Style.LINES);
        try (Progress.Task outer = progress.start("outer", "nodes", 10)) {
            millis = 2100;
            progress.look();
            try (Progress.Task inner = progress.start("inner", "nodes", 20)) {
                millis = 3900;
                progress.look();
                inner.done(1);
                millis = 4200;
                progress.look();
            }
            outer.done(9);
            progress.look();
            millis = 5200;
            progress.look();
        }
        assertThat(lines).containsExactly("outer: 10 nodes", "inner: 1 of 20 nodes", "outer: 9 of 10 nodes");
    }

    @Test
    void looksByItselfWhileThereIsWork() throws Exception {
        BlockingQueue<String> shown = new LinkedBlockingQueue<>();
        ProgressLines progress = new ProgressLines(ProgressLines.Style.BATCH, shown::add);
        try (Progress.Task task = progress.start("waiting", "nodes", 7)) {
            task.done(3);
            assertThat(shown.poll(30, TimeUnit.SECONDS)).isEqualTo("waiting: 3 of 7 nodes");
        }
    }
}
