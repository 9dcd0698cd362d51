package io.github.tfmobile.graph.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.SettingNames;
import io.github.tfmobile.graph.io.file.MappedFile;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.RiegeliWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** Messages split over the records of a Riegeli file. */
@Tag("corpus")
class ChunkMergerTest {

    /** How every such file begins, as the specification of the format says. */
    private static final String SIGNATURE = "83af70d10d884a3f0000000000000000400000000000000091bac23c9287e1a9"
            + "0000000000000000e19f13c0e9b1c37273000000000000000000000000000000";

    @TempDir
    Path folder;

    @Test
    void knowsTheHashesOfASignature() {
        assertThat(HexFormat.of().formatHex(writer((char) 0).toByteArray())).isEqualTo(SIGNATURE);
    }

    /** Over several blocks, so that their headers lie within tensors. */
    @Test
    void putsASplitGraphTogether() throws IOException, ProblemException {
        for (int size : new int[] {101, 1000, 65_400, 65_536, 200_000}) {
            GraphDef graph = graph(size);
            Path file = SplitMessages.write(
                    folder.resolve("graph.cpb"), SplitMessages.split(graph, (char) 0, UnaryOperator.identity()));
            assertThat(GraphReader.read(file).toGraphDef().getNodeList()).isEqualTo(graph.getNodeList());
        }
    }

    @Test
    void putsSplitFunctionsTogether() throws IOException, ProblemException {
        Path frozen = Corpus.directory().resolve("saved_model/tf2_while_if/frozen.pb");
        GraphDef graph = GraphDef.parseFrom(Files.readAllBytes(frozen));
        Path file = SplitMessages.write(
                folder.resolve("graph.cpb"), SplitMessages.split(graph, (char) 0, UnaryOperator.identity()));
        assertThat(GraphReader.read(file).toGraphDef().getNodeList()).isEqualTo(graph.getNodeList());
        assertThat(GraphReader.read(file).toGraphDef().getLibrary()).isEqualTo(graph.getLibrary());
    }

    /** A file of a few bytes must not fill a disk. */
    @Test
    void doesNotUnpackWhatIsTooMuch() throws IOException {
        RiegeliWriter description = writer((char) 0);
        description.chunk('r', 1, Integer.MAX_VALUE, new byte[] {0, 1, 5});
        assertThatThrownBy(() -> GraphReader.read(
                        SplitMessages.write(folder.resolve("description.cpb"), description.toByteArray())))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("it has 2147483647 bytes, more than the 67108864 that descriptions may have");

        RiegeliWriter weights = writer((char) 0);
        for (int i = 0; i < 50_000; i++) {
            weights.chunk('r', 1, Integer.MAX_VALUE, new byte[] {0, 1, 5});
        }
        assertThatThrownBy(() ->
                        GraphReader.read(SplitMessages.write(folder.resolve("weights.cpb"), weights.toByteArray())))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("graph unpacks to 107374182350000 bytes, and the temporary folder has ")
                .hasMessageContaining("Make room there, or name another folder");
    }

    @Test
    void refusesASavedModelAsGraph() throws IOException {
        Path file = SplitMessages.write(
                folder.resolve("saved_model.cpb"), HexFormat.of().parseHex(SIGNATURE));
        assertThatThrownBy(() -> GraphReader.read(file))
                .isInstanceOf(ProblemException.class)
                .hasMessage("""
                        graph is a message split into chunks (.cpb), not a GraphDef: "%1$s/saved_model.cpb"
                          Give its folder as savedModel=%1$s.""".formatted(folder));
    }

    @ParameterizedTest
    @CsvSource({
        "z,it is compressed with Zstandard; which is not read",
        "s,it is compressed with Snappy; which is not read",
        "x,it has the unknown compression type 120",
        "b,compressed data is damaged"
    })
    void namesTheCompression(char compression, String what) throws IOException {
        RiegeliWriter writer = writer(compression);
        writer.records(List.of(ByteString.copyFromUtf8("abc"), ByteString.EMPTY));
        assertThat(message(writer.toByteArray()))
                .isEqualTo("the description of its chunks is damaged: " + what.replace(';', ','));
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        byte[] whole = SplitMessages.split(graph(150), (char) 0, UnaryOperator.identity());
        assertThat(message(Arrays.copyOf(whole, 64)))
                .isEqualTo("the description of its chunks is damaged: it has no records");
        assertThat(message(Arrays.copyOf(whole, 110))).isEqualTo("it ends within a chunk");
        byte[] header = whole.clone();
        header[24 + 40 + 9] ^= 1;
        assertThat(message(header)).isEqualTo("the hash of a chunk's header does not match");
        byte[] data = whole.clone();
        data[24 + 40 + 45] ^= 1;
        assertThat(message(data)).isEqualTo("the hash of a chunk's data does not match");
        RiegeliWriter transposed = writer((char) 0);
        transposed.chunk('t', 1, 1, new byte[1]);
        assertThat(message(transposed.toByteArray()))
                .isEqualTo("its records are transposed (Riegeli option \"transpose\"), which is not read");
        RiegeliWriter lies = writer((char) 0);
        lies.chunk('r', 1, 1 << 20, new byte[] {0, 3, -1, -1, 0x3f});
        assertThat(message(lies.toByteArray()))
                .isEqualTo(
                        "the description of its chunks is damaged: the records of a chunk have fewer bytes than it says");
        RiegeliWriter many = writer((char) 0);
        many.chunk('r', 1 << 21, 0, new byte[0]);
        assertThat(message(many.toByteArray())).isEqualTo("a chunk holds 2097152 records of 0 bytes");
    }

    @ParameterizedTest
    @CsvSource({
        // ChunkMetadata in hex, what is said of it
        "0a021001, it was split for readers from version 1 on; this is 0",
        "1a020801, chunk 1 of 0 is asked for",
        "120408011840 1a020800, a chunk has 3 bytes; not the 0 of its description",
        "12070801100318ff7f 1a020800, no record is at 16383",
        "120608011003183f 1a020800, no record is at 63",
        "12070801100318ffff 1a020800, the description of its chunks is damaged: it ends within a number",
        "1206080110031840 1a08 12060a0208091a08, the description of its chunks is damaged: a length of 8 bytes where 0"
                + " are left",
        "1206080110031840 1a0a 12080a0208631a020800, a chunk belongs to no place in a GraphDef",
        "1206080110031840 1a0a 12080a0208011a020800, a chunk belongs to no place in a GraphDef",
        "1206080110031840 1a0e 120c0a0208010a0218051a020800, a chunk belongs to no place in a GraphDef",
        "1206080110031840 1a020800, in a chunk; a length of 80 bytes where 1 are left"
    })
    void saysWhatIsWrongWithTheDescription(String metadata, String what) throws IOException {
        RiegeliWriter writer = writer((char) 0);
        writer.records(List.of(ByteString.copyFrom(new byte[] {0x0a, 0x50, 0x50})));
        writer.records(List.of(ByteString.copyFrom(HexFormat.of().parseHex(metadata.replace(" ", "")))));
        assertThat(message(writer.toByteArray())).isEqualTo(what.replace(';', ','));
    }

    /** Every chunk that is a SavedModel or a graph, cut after each of its bytes. */
    @Test
    void refusesAFileThatIsCutAnywhere() throws IOException {
        byte[] whole = SplitMessages.split(graph(150), (char) 0, UnaryOperator.identity());
        for (int size = 0; size < whole.length; size += size < 2000 || size > 65_000 ? 1 : 97) {
            assertThat(message(Arrays.copyOf(whole, size))).isNotEmpty();
        }
    }

    private String message(byte[] bytes) throws IOException {
        Path file = SplitMessages.write(folder.resolve("damaged.cpb"), bytes);
        ProblemException problem = catchThrowableOfType(ProblemException.class, () -> GraphReader.read(file));
        assertThat(problem).isNotNull();
        assertThat(problem.problems()).hasSize(1);
        String what = SettingNames.PLAIN.render(problem.problems().get(0).what());
        String start = "graph is damaged or no GraphDef split into chunks: ";
        String end = ": \"" + MappedFile.shown(file) + "\"";
        return what.startsWith(start) && what.endsWith(end)
                ? what.substring(start.length(), what.length() - end.length())
                : what;
    }

    private static RiegeliWriter writer(char compression) {
        return new RiegeliWriter(
                bytes -> HighwayHash.of(ByteBuffer.wrap(bytes)), compression, UnaryOperator.identity());
    }

    private static GraphDef graph(int size) {
        GraphDef.Builder graph = GraphDef.newBuilder();
        for (int i = 0; i < 7; i++) {
            byte[] content = new byte[size];
            for (int k = 0; k < size; k++) {
                content[k] = (byte) (k * 31 + i);
            }
            graph.addNode(NodeDef.newBuilder()
                    .setName("c" + i)
                    .setOp("Const")
                    .putAttr(
                            "value",
                            AttrValue.newBuilder()
                                    .setTensor(TensorProto.newBuilder().setTensorContent(ByteString.copyFrom(content)))
                                    .build()));
        }
        return graph.build();
    }
}
