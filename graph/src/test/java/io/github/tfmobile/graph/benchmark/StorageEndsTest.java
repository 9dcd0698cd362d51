package io.github.tfmobile.graph.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.graph.benchmark.StorageEndsMain.Before;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Storage that ends while transforms compute, in a JVM of its own: one message, and the JVM lives on to say it. */
class StorageEndsTest {

    private static final String TRANSFORMS = "quantize_weights";

    @TempDir
    Path folder;

    private BigModel model;

    @BeforeEach
    void writeModel() throws Exception {
        model = BigModel.ofSize(folder, 2_000_000, 4, 1).write();
    }

    @ParameterizedTest
    @CsvSource({
        "OPENED, quantize_weights",
        "OPENED, round_weights(num_steps=16)",
        "VERIFIED, quantize_weights",
        "VERIFIED, round_weights(num_steps=16)",
        "MAPPED, quantize_weights",
        "MAPPED, round_weights(num_steps=16)"
    })
    @EnabledOnOs({OS.LINUX, OS.MAC}) // Windows cuts no file that is mapped
    void aCheckpointIsCutShortWhileTransformsRun(Before before, String transforms) throws Exception {
        String message = before == Before.OPENED
                ? "checkpoint was changed or cut short while it was read: \"" + model.checkpoint()
                        + ".data-00000-of-00001\"\n"
                : "a file of the model was changed or cut short while it was read\n";

        assertThat(run(java(List.of()), before, transforms)).isEqualTo(message + "  Run again once it is complete.\n");
    }

    @Test
    void allGoesWellWithWhatIsWhole() throws Exception {
        assertThat(run(java(List.of()), Before.NEVER, TRANSFORMS)).isEqualTo("all went well\n");
    }

    @Test
    void theTemporaryFolderIsNotThere() throws Exception {
        Path none = folder.resolve("none");

        assertThat(run(java(List.of("-Djava.io.tmpdir=" + none)), Before.NEVER, TRANSFORMS))
                .isEqualTo(noRoom(none, "the folder does not exist"));
    }

    /** The limit that a shell sets to the size of files ends a write in the middle, as a full device does. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void theTemporaryFolderIsFull() throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -f 100 && exec \"$@\"", "sh"));
        command.addAll(java(List.of("-Djava.io.tmpdir=" + folder, "-XX:-UsePerfData")));

        assertThat(run(command, Before.NEVER, TRANSFORMS)).isEqualTo(noRoom(folder, "File too large"));
        assertThat(folder).as("what is left in the temporary folder").isDirectoryNotContaining("glob:**.tensor");
    }

    private static String noRoom(Path temporary, String why) {
        return "what is computed does not fit into the temporary folder: 125000 bytes in \"" + temporary + "\", " + why
                + "\n  Make room there, or name another folder: the JVM's property java.io.tmpdir.\n";
    }

    private static List<String> java(List<String> options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-Xmx64m", "-cp", SmallHeapTest.classPath()));
        return command;
    }

    private String run(List<String> java, Before before, String transforms) throws Exception {
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of(
                StorageEndsMain.class.getName(),
                model.graph().toString(),
                model.checkpoint().toString(),
                before.name(),
                transforms));
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        String output = Files.readString(log, StandardCharsets.UTF_8);
        assertThat(ended).as(output).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
