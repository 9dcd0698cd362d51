package io.github.tfmobile.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.engine.state.BuildState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code prepare} killed at any time: the next run ends as if nothing had happened. */
@Tag("slow")
class InterruptedRunTest {

    private static final int KILLS = 20;

    private static final long SEED = 20261124;

    @TempDir
    Path folder;

    @Test
    void nextRunIsRightWheneverTheLastOneWasKilled() throws Exception {
        Path models = Files.createDirectories(folder.resolve("models"));
        InterruptedMain.writeLarge(models, 2);
        long whole = run(models, folder.resolve("expected"), Long.MAX_VALUE);
        Map<String, Path> expected = files(folder.resolve("expected"));
        Random random = new Random(SEED);
        List<Boolean> killed = new ArrayList<>();
        for (int i = 0; i < KILLS; i++) {
            Path output = folder.resolve("output" + i);
            if (i % 2 == 1) {
                // There are results of another model of this name, and a state that tells of them.
                InterruptedMain.writeLarge(models, 1);
                InterruptedMain.mojo(models, output).execute();
                InterruptedMain.writeLarge(models, 2);
            }
            long after = (long) (whole * (i + random.nextDouble()) / KILLS);
            String when = "killed after " + after / 1_000_000 + " of " + whole / 1_000_000 + " ms, seed " + SEED;

            killed.add(run(models, output, after) < 0);
            InterruptedMain.mojo(models, output).execute();

            Map<String, Path> files = files(output);
            assertThat(files.keySet()).as(when).isEqualTo(expected.keySet());
            for (Map.Entry<String, Path> file : expected.entrySet()) {
                assertThat(Files.mismatch(files.get(file.getKey()), file.getValue()))
                        .as(when + ": " + file.getKey())
                        .isEqualTo(-1);
            }
            Map<String, FileTime> times = times(output);
            InterruptedMain.mojo(models, output).execute();
            assertThat(times(output)).as(when).isEqualTo(times);
            delete(output);
        }
        assertThat(killed).as("runs that were killed before they ended").contains(true);
    }

    /** Runs the goal in a JVM of its own; how long it took in nanoseconds, or -1 where it was killed. */
    private long run(Path models, Path output, long killAfter) throws Exception {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        InterruptedMain.class.getName(),
                        models.toString(),
                        output.toString())
                .redirectError(log.toFile())
                .start();
        assertThat(process.getInputStream().read()).as(Files.readString(log)).isEqualTo('.');
        long start = System.nanoTime();
        boolean ended = process.waitFor(Math.min(killAfter, TimeUnit.MINUTES.toNanos(2)), TimeUnit.NANOSECONDS);
        long took = System.nanoTime() - start;
        process.destroyForcibly().waitFor();
        if (ended) {
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        }
        return ended ? took : -1;
    }

    /** Everything in a folder by its relative path, without the state, in which there are times. */
    private static Map<String, Path> files(Path root) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith(BuildState.FILE))
                    .forEach(file -> files.put(root.relativize(file).toString(), file));
        }
        return files;
    }

    private static Map<String, FileTime> times(Path root) throws IOException {
        Map<String, FileTime> times = new TreeMap<>();
        for (Map.Entry<String, Path> file : files(root).entrySet()) {
            times.put(file.getKey(), Files.getLastModifiedTime(file.getValue()));
        }
        return times;
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
