package io.github.tfmobile.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("corpus")
class PrepareMojoTest {

    private static final Path MODEL = Path.of("../testing/corpus/tf1/mobilenet_v1_train");

    @TempDir
    Path output;

    private PrepareMojo mojo() {
        PrepareMojo mojo = new PrepareMojo();
        mojo.name = "mobilenet";
        mojo.graph = MODEL.resolve("graph.pb").toFile();
        mojo.checkpoint = MODEL.resolve("model.ckpt").toFile();
        mojo.inputs = List.of("Mul=float[1,64,64,3]");
        mojo.outputs = List.of("softmax");
        mojo.platform = "ios";
        mojo.javaPackage = "com.example.models";
        mojo.outputDirectory = output.toFile();
        return mojo;
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(output)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(
                        output.relativize(file).toString().replace('\\', '/'),
                        Files.getLastModifiedTime(file).toString());
            }
        }
        return files;
    }

    @Test
    void writesAllOutputs() throws Exception {
        mojo().execute();

        assertThat(files().keySet())
                .containsExactly(
                        ".tfmobile-state",
                        "java/com/example/models/KernelRegistry.java",
                        "java/com/example/models/KernelRegistryAttr.java",
                        "java/com/example/models/KernelRegistryChecksum.java",
                        "java/com/example/models/KernelRegistryFlatBuffer.java",
                        "java/com/example/models/KernelRegistryLite.java",
                        "java/com/example/models/KernelRegistryLiteOps.java",
                        "java/com/example/models/KernelRegistryNode.java",
                        "java/com/example/models/KernelRegistryReader.java",
                        "java/com/example/models/KernelRegistryTables.java",
                        "java/com/example/models/KernelRegistryTypes.java",
                        "java/com/example/models/KernelRegistryWire.java",
                        "models/mobilenet.pb",
                        "ops_list.json",
                        "ops_to_register.h",
                        "report/index.html",
                        "report/report.json",
                        "tf_op_files.txt",
                        "tfmobile.bzl",
                        "tfmobile.mk");
    }

    @Test
    void leavesEverythingAloneTheSecondTime() throws Exception {
        mojo().execute();
        Map<String, String> before = files();

        mojo().execute();
        Map<String, String> second = files();
        mojo().execute();

        assertThat(files()).isEqualTo(second);
        // A file that was read in the moment in which it was written is looked at once more; that is noted.
        before.remove(".tfmobile-state");
        second.remove(".tfmobile-state");
        assertThat(second).isEqualTo(before);
    }

    @Test
    void leavesTheModelsAloneWhenTheTargetChanges() throws Exception {
        mojo().execute();
        Map<String, String> before = files();

        PrepareMojo mojo = mojo();
        mojo.platform = "raspberry-pi";
        mojo.execute();

        Map<String, String> after = files();
        assertThat(after).containsEntry("models/mobilenet.pb", before.get("models/mobilenet.pb"));
        assertThat(after.get("report/report.json")).isNotEqualTo(before.get("report/report.json"));
    }

    @Test
    void doesEverythingAgainWhenForcedAndWritesTheSameBytes() throws Exception {
        mojo().execute();
        byte[] header = Files.readAllBytes(output.resolve("ops_to_register.h"));
        Map<String, String> before = files();

        PrepareMojo mojo = mojo();
        mojo.force = "TRUE";
        mojo.execute();

        assertThat(Files.readAllBytes(output.resolve("ops_to_register.h"))).isEqualTo(header);
        before.remove(".tfmobile-state");
        assertThat(files()).containsAllEntriesOf(before);
    }
}
