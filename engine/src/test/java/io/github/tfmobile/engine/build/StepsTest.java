package io.github.tfmobile.engine.build;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.codegen.lite.LiteModels;
import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.SettingNames;
import io.github.tfmobile.engine.event.BuildListener;
import io.github.tfmobile.engine.state.BuildState;
import io.github.tfmobile.lite.model.LiteModel;
import io.github.tfmobile.lite.model.ModelReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a step does: storage and heap that end meanwhile are told. */
@Tag("corpus")
class StepsTest {

    /** Only a large file is mapped. */
    private static final int LARGE = 200_000;

    @TempDir
    Path folder;

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC}) // Windows cuts no file that is mapped
    void aLiteModelIsCutShortWhileTheOptionsOfItsOpsAreRead() throws Exception {
        byte[] content = Files.readAllBytes(Path.of("../testing/lite/models/flex-strings/model.tflite"));
        Path file = Files.write(folder.resolve("m.tflite"), Arrays.copyOf(content, LARGE));
        LiteModel model = ModelReader.read(file);
        cut(file);

        assertThatThrownBy(() -> run(step -> LiteModels.of("m", model, "", "")))
                .isInstanceOf(ProblemException.class)
                .hasMessage("tflite was changed or cut short while it was read: \""
                        + file.toString().replace('\\', '/') + "\"\n  Run again once it is complete.");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aMappedFileIsCutShort() throws Exception {
        Path file = Files.write(folder.resolve("m.pb"), new byte[LARGE]);

        assertThatThrownBy(() -> run(step -> {
                    try (FileChannel channel = InputFiles.open(file)) {
                        ByteBuffer mapped = InputFiles.map(channel, LARGE);
                        cut(file);
                        mapped.get(LARGE / 2);
                    }
                }))
                .isInstanceOf(ProblemException.class)
                .hasMessage(
                        "a file of the model was changed or cut short while it was read\n  Run again once it is complete.");
    }

    @Test
    void theHeapEnds() {
        assertThatThrownBy(() -> run(step -> {
                    throw new OutOfMemoryError();
                }))
                .isInstanceOf(ProblemException.class)
                .hasMessage("what is computed takes more heap than there is: "
                        + (Runtime.getRuntime().maxMemory() >> 20) + " MB\n  Give the JVM a larger heap (-Xmx...).");
    }

    private static void cut(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }

    private void run(Steps.Work work) throws ProblemException, IOException {
        BuildContext context = new BuildContext(folder, folder, false, "test", BuildListener.NONE, SettingNames.PLAIN);
        new Steps(context, BuildState.in(folder)).run("step", "", work);
    }
}
