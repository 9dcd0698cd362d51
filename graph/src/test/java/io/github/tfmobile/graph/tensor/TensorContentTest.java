package io.github.tfmobile.graph.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.io.ProtoWriter;
import io.github.tfmobile.graph.io.file.MappedFile;
import io.github.tfmobile.graph.problem.GraphProblem;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

class TensorContentTest {

    private static final int SIZE = 200_000;

    @TempDir
    Path folder;

    private final byte[] bytes = new byte[SIZE];
    private MappedFile file;

    @BeforeEach
    void writeFile() throws Exception {
        new Random(3).nextBytes(bytes);
        Files.write(folder.resolve("data"), bytes);
        file = MappedFile.open(folder.resolve("data"), "<data>");
    }

    private static UnknownFieldSet unknown(int number, byte... bytes) {
        return UnknownFieldSet.newBuilder()
                .addField(
                        number,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFrom(bytes))
                                .build())
                .build();
    }

    private static TensorProto tensor(TensorContent content) throws ProblemException {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setDtype(DataType.DT_UINT8)
                .setTensorShape(Tensor.shapeProto(content.size()))
                .setUnknownFields(unknown(1000, (byte) 7));
        return content.putInto(tensor).build();
    }

    private ByteString bytes(int offset, int length) {
        return ByteString.copyFrom(bytes, offset, length);
    }

    @Test
    void leavesALargeContentWhereItIsAndTakesASmallOneIn() throws Exception {
        TensorProto large = tensor(FileContent.of(file, 1, 100_000));
        TensorProto small = tensor(FileContent.of(file, 1, TensorContent.LARGE - 1));

        assertThat(large.getTensorContent().size()).isLessThan(TensorContent.LARGE);
        assertThat(TensorContent.contentSize(large)).isEqualTo(100_000);
        assertThat(WholeMessages.of(large).getTensorContent()).isEqualTo(bytes(1, 100_000));
        assertThat(small.getTensorContent()).isEqualTo(bytes(1, TensorContent.LARGE - 1));
        assertThat(TensorContent.elsewhere(small)).isNull();
        assertThat(WholeMessages.of(large).getUnknownFields()).isEqualTo(small.getUnknownFields());
    }

    @Test
    void takesContentThatIsSetLaterForTheTensorsOwn() throws Exception {
        TensorProto changed = tensor(FileContent.of(file, 0, 5000)).toBuilder()
                .setTensorContent(ByteString.copyFromUtf8("own"))
                .build();

        assertThat(TensorContent.of(changed)).isInstanceOf(InlineContent.class);
        assertThat(TensorContent.contentSize(changed)).isEqualTo(3);
    }

    @Test
    void findsTheContentOfEachMessageWhateverHasBecomeOfOthers() throws Exception {
        List<TensorProto> kept = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            TensorProto tensor = tensor(FileContent.of(file, i, 5000));
            if (i % 100 == 0) {
                kept.add(tensor);
            }
            if (i % 5000 == 0) {
                System.gc(); // places of those that are gone are given away again
            }
        }

        for (int i = 0; i < kept.size(); i++) {
            assertThat(((FileContent) TensorContent.of(kept.get(i)))
                            .parts()
                            .get(0)
                            .offset())
                    .isEqualTo(100L * i);
        }
    }

    @Test
    void findsNothingByAKeyThatAFileBrings() throws Exception {
        int size = tensor(FileContent.of(file, 0, 5000)).getTensorContent().size();
        ByteString forged = ByteString.copyFrom(new byte[size]);
        TensorProto tensor = TensorProto.newBuilder().setTensorContent(forged).build();

        assertThat(TensorContent.of(tensor)).isInstanceOf(InlineContent.class);
        assertThat(TensorContent.contentSize(tensor)).isEqualTo(size);
        assertThat(MessageSizes.of(tensor)).isEqualTo(tensor.getSerializedSize());
    }

    @Test
    void readsElementsOfTypedListsAsBytes() throws Exception {
        TensorProto floats = TensorProto.newBuilder()
                .setDtype(DataType.DT_FLOAT)
                .addFloatVal(1.5f)
                .addFloatVal(-2)
                .build();

        assertThat(TensorContent.of(floats).map().getFloat(4)).isEqualTo(-2);
        assertThat(TensorContent.of(floats).size()).isEqualTo(8);
        assertThat(TensorContent.contentSize(floats)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 69_999, 70_000, 100_000, 129_990})
    void stringsPartsTogetherAndCutsThemAgain(int offset) throws Exception {
        FileContent content = new FileContent(List.of(part(100_000, 70_000, 0), part(0, 60_000, 0)));
        ByteString whole = bytes(100_000, 70_000).concat(bytes(0, 60_000));
        int length = Math.min(65_000, content.size() - offset);

        TensorContent cut = content.slice(offset, length);

        assertThat(ByteString.copyFrom(content.map())).isEqualTo(whole);
        assertThat(ByteString.copyFrom(cut.map())).isEqualTo(whole.substring(offset, offset + length));
        assertThat(WholeMessages.of(tensor(cut)).getTensorContent())
                .isEqualTo(whole.substring(offset, offset + length));
    }

    /** A part of the file whose checksum is off by so much. */
    private FileContent.Part part(int offset, int length, int difference) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return new FileContent.Part(file, offset, length, new Expected((int) crc.getValue() + difference, offset));
    }

    private record Expected(int crc, int offset) implements FileContent.Checksum {

        @Override
        public ProblemException mismatch() {
            return new ProblemException(Problem.of(GraphProblem.CHECKPOINT_DAMAGED, "damaged at " + offset, ""));
        }
    }

    @Test
    void verifiesAChecksumBeforeAnyUseOfTheBytes() throws Exception {
        FileContent damaged = new FileContent(List.of(part(0, 2000, 0), part(2000, 3000, 1)));

        assertThatThrownBy(damaged::verify).hasMessageContaining("damaged at 2000");
        assertThatThrownBy(damaged::map).hasMessageContaining("damaged at 2000");
        assertThatThrownBy(() -> damaged.slice(100, 200)).hasMessageContaining("damaged at 2000");
        assertThatThrownBy(() -> new ContentKey(damaged)).hasMessageContaining("damaged at 2000");
        assertThatThrownBy(() -> WholeMessages.of(tensor(damaged))).hasMessageContaining("damaged at 2000");
        assertThat(damaged.slice(0, 2000).size()).isEqualTo(2000);
    }

    @Test
    void comparesContentsByTheirBytes() throws Exception {
        TensorContent inFile = FileContent.of(file, 500, 100_000);
        TensorContent computed = new ScratchContent(ByteBuffer.wrap(bytes, 500, 100_000));
        TensorContent other = FileContent.of(file, 501, 100_000);
        List<ContentKey> taken = new ArrayList<>();

        assertThat(new ContentKey(inFile)).isEqualTo(new ContentKey(computed)).isNotEqualTo(new ContentKey(other));
        assertThat(new ContentKey(inFile)).hasSameHashCodeAs(new ContentKey(computed));
        assertThat(ContentKey.takeOut(tensor(inFile), taken)).isEqualTo(ContentKey.takeOut(tensor(computed), taken));
        assertThat(ContentKey.takeOut(WholeMessages.of(tensor(inFile)), taken).getTensorContent())
                .isEqualTo(ByteString.EMPTY);
        assertThat(taken.get(0)).isEqualTo(taken.get(1)).isEqualTo(taken.get(2));
    }

    @Test
    void takesAContentOutAgainAndKnowsTheOneThatItWas() throws Exception {
        TensorContent inFile = FileContent.of(file, 500, 100_000);
        TensorProto whole = WholeMessages.of(tensor(inFile));

        TensorProto known = WholeMessages.refer(whole, List.of(FileContent.of(file, 0, 100_000), inFile));
        TensorProto unknown = WholeMessages.refer(whole, List.of());

        assertThat(TensorContent.of(known)).isSameAs(inFile);
        assertThat(TensorContent.of(unknown)).isInstanceOf(ScratchContent.class);
        assertThat(WholeMessages.of(unknown)).isEqualTo(whole);
    }

    @Test
    void writesContentsWhereverMessagesReferToThem() throws Exception {
        AttrValue tensor = AttrValue.newBuilder()
                .setTensor(tensor(FileContent.of(file, 3, 130_000)))
                .build();
        AttrValue list = AttrValue.newBuilder()
                .setList(AttrValue.ListValue.newBuilder()
                        .addTensor(tensor(FileContent.of(file, 0, 1024)))
                        .addTensor(tensor(FileContent.of(file, 0, 10)))
                        .addFunc(NameAttrList.newBuilder().setName("g").putAttr("t", tensor)))
                .build();
        AttrValue function = AttrValue.newBuilder()
                .setFunc(NameAttrList.newBuilder().setName("f").putAttr("list", list))
                .build();
        NodeDef node = NodeDef.newBuilder()
                .setName("n")
                .setOp("Const")
                .putAttr("value", tensor)
                .putAttr("list", list)
                .putAttr("function", function)
                .putAttr("plain", AttrValue.newBuilder().setI(3).build())
                .build();
        FunctionDefLibrary library = FunctionDefLibrary.newBuilder()
                .addFunction(FunctionDef.newBuilder().addNodeDef(node).putAttr("value", tensor))
                .build();
        GraphDef graph = GraphDef.newBuilder().addNode(node).setLibrary(library).build();
        GraphDef whole = GraphDef.newBuilder()
                .addNode(WholeMessages.of(node))
                .setLibrary(WholeMessages.of(library))
                .build();

        ByteArrayOutputStream written = new ByteArrayOutputStream();
        new ProtoWriter(Channels.newChannel(written)).write(graph);

        assertThat(written.toByteArray()).isEqualTo(deterministic(whole));
        assertThat(MessageSizes.of(graph)).isEqualTo(whole.getSerializedSize());
        assertThat(MessageSizes.refers(node)).isTrue();
        assertThat(MessageSizes.refers(WholeMessages.of(node))).isFalse();
        List<TensorContent> contents = new ArrayList<>();
        WholeMessages.contents(node, contents);
        assertThat(contents)
                .extracting(TensorContent::size)
                .contains(130_000, 1024)
                .hasSize(5);
    }

    private static byte[] deterministic(Message message) throws Exception {
        byte[] bytes = new byte[message.getSerializedSize()];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.useDeterministicSerialization();
        message.writeTo(out);
        return bytes;
    }
}
