package io.github.tfmobile.graph.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.jr.ob.JSON;
import com.google.protobuf.Message;
import io.github.tfmobile.common.output.OutputFile;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.io.GraphReader;
import io.github.tfmobile.registry.OpDefs;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** A model of 600 MB in a JVM whose heap is a tenth of it. */
@Tag("slow")
class SmallHeapTest {

    private static final long SIZE = 600_000_000;

    @TempDir
    Path folder;

    @Test
    void freezesAndTransformsAModelTenTimesItsHeap() throws Exception {
        BigModel model = BigModel.ofSize(folder, SIZE, 600, 3).hollowed().write();

        String output = run(
                "-Xmx64m",
                model.graph(),
                model.checkpoint(),
                "strip_unused_nodes remove_nodes(op=Identity) sort_by_execution_order");

        assertThat(Files.size(folder.resolve("frozen.pb"))).isGreaterThan(SIZE);
        assertThat(Files.size(folder.resolve("final.pb"))).isGreaterThan(SIZE);
        // Heap, code and stacks together; the pages of mapped files can be had again from the files.
        // Only Linux tells.
        if (Files.exists(Path.of("/proc/self/status"))) {
            assertThat(kilobytes(output, "RssAnon")).isLessThan(400_000);
        }
    }

    @Test
    void roundsTheWeightsOfAModelSixTimesItsHeap() throws Exception {
        BigModel model = BigModel.ofSize(folder, SIZE / 2, 300, 3).hollowed().write();

        run("-Xmx48m", model.graph(), model.checkpoint(), "round_weights(num_steps=16)");

        assertThat(Files.size(folder.resolve("final.pb"))).isGreaterThan(SIZE / 2);
    }

    @Test
    void freezesAGraphOfFortyThousandNodes() throws Exception {
        BigModel model = BigModel.ofSize(folder, 40_000, 10_000, 4).hollowed().write();

        String output = run("-Xmx80m", model.graph(), model.checkpoint(), "strip_unused_nodes");

        assertThat(output).contains("nodes=30001 ");
    }

    @Test
    void quantizesTheWeightsOfAModelTwelveTimesItsHeap() throws Exception {
        BigModel model = BigModel.ofSize(folder, SIZE, 600, 3).hollowed().write();

        run("-Xmx48m", model.graph(), model.checkpoint(), "quantize_weights");

        assertThat(Files.size(folder.resolve("final.pb"))).isBetween(SIZE / 4, SIZE / 4 + 1_000_000);
    }

    @Test
    void foldsTheBatchNormsOfAModelNineTimesItsHeap() throws Exception {
        NormalizedModel model = new NormalizedModel(folder, 150, 1000).write();

        run(
                "-Xmx64m",
                model.graph(),
                model.checkpoint(),
                "strip_unused_nodes fold_constants(ignore_errors=true) fold_fused_batch_norms");

        assertThat(Files.size(folder.resolve("final.pb"))).isGreaterThan(SIZE);
        assertThat(GraphReader.read(folder.resolve("final.pb")).nodes())
                .extracting(NodeDef::getOp)
                .contains("Conv2D", "BiasAdd")
                .doesNotContain("FusedBatchNormV3");
    }

    private String run(String heap, Path graph, Path checkpoint, String transforms) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-cp",
                classPath(),
                FreezeMain.class.getName(),
                graph.toString(),
                checkpoint.toString(),
                folder.resolve("frozen.pb").toString(),
                "out",
                transforms,
                folder.resolve("final.pb").toString()));
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        String output = Files.readString(log, StandardCharsets.UTF_8);
        assertThat(ended).as(output).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    /** Where the classes come from, whatever loads them here. */
    static String classPath() throws Exception {
        Set<String> places = new LinkedHashSet<>();
        for (Class<?> one : List.of(
                SmallHeapTest.class,
                Graph.class,
                OutputFile.class,
                OpDefs.class,
                Message.class,
                GraphDef.class,
                JSON.class,
                JsonFactory.class)) {
            places.add(Path.of(one.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString());
        }
        return String.join(File.pathSeparator, places);
    }

    private static long kilobytes(String output, String what) {
        Matcher matcher = Pattern.compile(what + ": +(\\d+) kB").matcher(output);
        assertThat(matcher.find()).as(output).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
