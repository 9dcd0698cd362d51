package io.github.tfmobile.graph.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.checkpoint.BundleWriter;
import io.github.tfmobile.graph.checkpoint.Checkpoint;
import io.github.tfmobile.graph.checkpoint.Checkpoints;
import io.github.tfmobile.graph.tensor.Tensor;
import io.github.tfmobile.graph.tensor.TensorContent;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorSliceProto;
import org.tensorflow.proto.VersionDef;

class ContentChecksumsTest {

    private static final int ROWS = 1_000_000;

    /** Bytes of the shard before each tensor, and of it. */
    private static final int LARGE = 4 * ROWS;

    @TempDir
    Path folder;

    private Path output;

    /** Tensors of more than one piece, of less than one, small and empty, and one in slices that follow each other. */
    @BeforeEach
    void writeCheckpoint() throws Exception {
        output = Files.createDirectories(folder.resolve("output"));
        byte[] bytes = new byte[LARGE];
        new Random(5).nextBytes(bytes);
        ByteBuffer content = ByteBuffer.wrap(bytes);
        try (BundleWriter writer = new BundleWriter(folder.resolve("m"), 1)) {
            writer.add("large", DataType.DT_FLOAT_VALUE, BundleWriter.shape(ROWS), content.duplicate(), 0);
            writer.add("middle", DataType.DT_FLOAT_VALUE, BundleWriter.shape(1000), content.slice(8, 4000), 0);
            writer.add("small", DataType.DT_FLOAT_VALUE, BundleWriter.shape(2), content.slice(4, 8), 0);
            writer.add("empty", DataType.DT_FLOAT_VALUE, BundleWriter.shape(0), content.slice(0, 0), 0);
            writer.addSlices(
                    "rows",
                    DataType.DT_FLOAT,
                    BundleWriter.shape(3000),
                    List.of(rows(1000, 2000), rows(0, 1000)),
                    List.of(content.slice(4000, 8000), content.slice(0, 4000)));
        }
    }

    private static TensorSliceProto rows(long start, long length) {
        return TensorSliceProto.newBuilder()
                .addExtent(TensorSliceProto.Extent.newBuilder().setStart(start).setLength(length))
                .build();
    }

    private Graph graph() throws ProblemException {
        Checkpoint checkpoint = Checkpoints.open(folder.resolve("m"));
        List<NodeDef> nodes = new ArrayList<>();
        for (String name : checkpoint.names()) {
            TensorProto value = checkpoint.read(name);
            nodes.add(NodeDef.newBuilder()
                    .setName(name)
                    .setOp("Const")
                    .putAttr("value", AttrValue.newBuilder().setTensor(value).build())
                    .build());
        }
        return new Graph(nodes, FunctionDefLibrary.getDefaultInstance(), VersionDef.getDefaultInstance());
    }

    private void damage(long offset) throws Exception {
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("m.data-00000-of-00001").toFile(), "rw")) {
            file.seek(offset);
            int value = file.read();
            file.seek(offset);
            file.write(value ^ 1);
        }
    }

    @Test
    void writesWhatIsReadWithEveryChecksumVerifiedFirst() throws Exception {
        Graph verified = graph();
        for (NodeDef node : verified.nodes()) {
            TensorContent.of(node.getAttrOrThrow("value").getTensor()).verify();
        }
        GraphWriter.write(verified, output.resolve("first.pb"));

        GraphWriter.write(graph(), output.resolve("later.pb"));

        assertThat(output.resolve("later.pb")).hasSameBinaryContentAs(output.resolve("first.pb"));
        assertThat(GraphDef.parseFrom(Files.readAllBytes(output.resolve("later.pb")))
                        .getNodeList())
                .isEqualTo(graph().toGraphDef().getNodeList());
    }

    @ParameterizedTest
    @CsvSource({
        "large, 0",
        "large, 3999999",
        "large, 1048576",
        "middle, 4000000",
        "small, 4004007",
        "rows, 4004008",
        "rows, 4012008",
        "rows, 4016007"
    })
    void leavesNoOutputWhereATensorTurnsOutDamagedWhileItIsWritten(String name, long offset) throws Exception {
        damage(offset);

        assertThatThrownBy(() -> GraphWriter.write(graph(), output.resolve("out.pb")))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("checkpoint holds \"" + name
                        + "\" damaged or incomplete: its checksum does not match\n  at " + folder.resolve("m.data-0"));
        try (Stream<Path> files = Files.list(output)) {
            assertThat(files).isEmpty();
        }
        assertThatThrownBy(() -> graph().toGraphDef())
                .hasMessageStartingWith("checkpoint holds \"" + name + "\" damaged or incomplete");
    }

    @Test
    void leavesTheOutputOfTheLastRunAsItWas() throws Exception {
        Path file = output.resolve("out.pb");
        GraphWriter.write(graph(), file);
        byte[] before = Files.readAllBytes(file);
        damage(LARGE - 1);
        Graph graph = graph();

        assertThatThrownBy(() -> GraphWriter.write(graph, file)).isInstanceOf(ProblemException.class);
        assertThat(file).hasBinaryContent(before);
        try (Stream<Path> files = Files.list(output)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void verifiesBeforeAnythingIsComputed() throws Exception {
        damage(4_000_100);
        TensorProto value = Checkpoints.open(folder.resolve("m")).read("middle");

        assertThatThrownBy(() -> Tensor.of(value)).hasMessageContaining("\"middle\" damaged or incomplete");
    }

    @Test
    void tellsOfAFileThatWasCutShortMeanwhile() throws Exception {
        Graph graph = graph();
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("m.data-00000-of-00001").toFile(), "rw")) {
            file.setLength(LARGE / 2);
        }

        assertThatThrownBy(() -> GraphWriter.write(graph, output.resolve("out.pb")))
                .isInstanceOf(ProblemException.class)
                .hasMessage("checkpoint was changed or cut short while it was read: \""
                        + folder.resolve("m.data-00000-of-00001") + "\"\n  Run again once it is complete.");
        assertThatThrownBy(() ->
                        Tensor.of(graph.nodes().get(1).getAttrOrThrow("value").getTensor()))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("was changed or cut short while it was read");
        try (Stream<Path> files = Files.list(output)) {
            assertThat(files).isEmpty();
        }
    }
}
