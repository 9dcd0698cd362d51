package io.github.tfmobile.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code prepare} does again and what not, as its log tells. */
@Tag("corpus")
class UpToDateTest {

    private static final Path MODEL = Path.of("../testing/corpus/tf1/mobilenet_v1_train");

    @TempDir
    Path folder;

    @BeforeEach
    void copyModels() throws Exception {
        for (String name : List.of("one", "two")) {
            Path copy = Files.createDirectories(folder.resolve(name));
            for (String file : List.of("graph.pb", "model.ckpt.index", "model.ckpt.data-00000-of-00001")) {
                Files.copy(MODEL.resolve(file), copy.resolve(file));
            }
        }
        assertThat(run("ios", false))
                .contains("one: froze", "one: applying", "two: froze", "two: applying", "source files of TensorFlow")
                .doesNotContain("up to date");
    }

    private String run(String platform, boolean force) throws Exception {
        List<PlexusConfiguration> models = new ArrayList<>();
        for (String name : List.of("one", "two")) {
            Path from = folder.resolve(name);
            models.add(Configured.model(
                    name, from.resolve("graph.pb"), from.resolve("model.ckpt"), "Mul=float[1,64,64,3]", "softmax"));
        }
        Recorded log = new Recorded();
        PrepareMojo mojo = new PrepareMojo();
        mojo.setLog(log);
        mojo.models = Configured.models(models);
        mojo.platform = platform;
        mojo.force = String.valueOf(force);
        mojo.outputDirectory = folder.resolve("output").toFile();
        mojo.execute();
        return String.join("\n", log.lines);
    }

    @Test
    void doesNothingWhenNothingChanged() throws Exception {
        assertThat(run("ios", false))
                .contains("one is up to date", "two is up to date", "Generated files are up to date")
                .doesNotContain("froze", "applying", "source files of TensorFlow");
    }

    @Test
    void takesRestoredFilesOfTheSameContentAsTheyAre() throws Exception {
        for (String file : List.of("one/graph.pb", "one/model.ckpt.data-00000-of-00001", "output/models/one.pb")) {
            Path path = folder.resolve(file);
            Path copy = Files.copy(path, folder.resolve("copy"));
            Files.setLastModifiedTime(copy, FileTime.fromMillis(0));
            Files.move(copy, path, StandardCopyOption.REPLACE_EXISTING);
        }

        assertThat(run("ios", false))
                .contains("one is up to date", "two is up to date", "Generated files are up to date");
    }

    @Test
    void noticesOtherContentOfTheSameSizeAndTime() throws Exception {
        Path path = folder.resolve("output/models/one.pb");
        FileTime time = Files.getLastModifiedTime(path);
        Files.write(path, new byte[(int) Files.size(path)]);
        Files.setLastModifiedTime(path, time);

        assertThat(run("ios", false)).contains("one: froze", "two is up to date");
    }

    @Test
    void doesOneModelAgainWhenItAloneChanged() throws Exception {
        // One more empty VersionDef, which says nothing.
        Files.write(folder.resolve("two/graph.pb"), new byte[] {0x22, 0}, StandardOpenOption.APPEND);

        assertThat(run("ios", false))
                .contains("one is up to date", "two: froze")
                .doesNotContain("one: froze", "one: applying");
    }

    @Test
    void checksAndGeneratesAloneWhenTheTargetChanged() throws Exception {
        assertThat(run("raspberry-pi", false))
                .contains("one is up to date", "two is up to date", "source files of TensorFlow")
                .doesNotContain("froze", "applying", "Generated files are up to date");
    }

    @Test
    void doesEverythingAgainWhenForced() throws Exception {
        assertThat(run("ios", true))
                .contains("one: froze", "one: applying", "two: froze", "two: applying", "source files of TensorFlow")
                .doesNotContain("up to date");
    }

    /** Keeps what is said. */
    private static final class Recorded extends SystemStreamLog {

        private final List<String> lines = new ArrayList<>();

        @Override
        public void info(CharSequence content) {
            lines.add(content.toString());
        }

        @Override
        public void debug(CharSequence content) {}
    }
}
