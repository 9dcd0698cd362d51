package io.github.tfmobile.graph.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.github.tfmobile.graph.Graph;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class NodeReaderTest {

    @TempDir
    Path folder;

    private void assertReadAsProtobufDoes(byte[] bytes) throws Exception {
        Path file = Files.write(folder.resolve("graph.pb"), bytes);

        Graph graph = GraphReader.read(file);

        assertThat(graph.toGraphDef().getNodeList())
                .isEqualTo(GraphDef.parseFrom(bytes).getNodeList());
    }

    /** Nodes of a few ops whose attrs are the same, alike, in another order, fewer or more. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void readsNodesOfOneOpWhateverTheirAttrsHaveInCommon(int seed) throws Exception {
        Random random = new Random(seed);
        GraphDef.Builder graph = GraphDef.newBuilder();
        for (int i = 0; i < 500; i++) {
            NodeDef.Builder node = NodeDef.newBuilder().setName("n" + i).setOp("Op" + random.nextInt(3));
            for (int k = random.nextInt(3); k > 0; k--) {
                String name = "n" + random.nextInt(500);
                node.addInput(
                        switch (random.nextInt(4)) {
                            case 0 -> name + ":" + random.nextInt(3);
                            case 1 -> "^" + name;
                            default -> name;
                        });
            }
            int most = random.nextInt(20) == 0 ? 30 : 4;
            for (int k = random.nextInt(most); k > 0; k--) {
                node.putAttr("a" + random.nextInt(most), value(random));
            }
            graph.addNode(node);
        }

        assertReadAsProtobufDoes(graph.build().toByteArray());
    }

    private static AttrValue value(Random random) {
        return switch (random.nextInt(4)) {
            case 0 ->
                AttrValue.newBuilder()
                        .setType(random.nextBoolean() ? DataType.DT_FLOAT : DataType.DT_HALF)
                        .build();
            case 1 -> AttrValue.newBuilder().setI(random.nextInt(3)).build();
            case 2 ->
                AttrValue.newBuilder()
                        .setS(ByteString.copyFromUtf8("s".repeat(random.nextInt(400))))
                        .build();
            default -> AttrValue.getDefaultInstance();
        };
    }

    @Test
    void takesTheLastOfAnAttrThatIsThereTwice() throws Exception {
        NodeDef first = NodeDef.newBuilder()
                .setName("first")
                .setOp("Op")
                .putAttr("a", AttrValue.newBuilder().setI(1).build())
                .build();
        NodeDef second = NodeDef.newBuilder()
                .putAttr("a", AttrValue.newBuilder().setI(2).build())
                .build();
        // Two messages behind one another are one message with the fields of both.
        ByteString twice = first.toByteString().concat(second.toByteString());
        ByteString again = NodeDef.newBuilder()
                .setName("again")
                .setOp("Op")
                .build()
                .toByteString()
                .concat(second.toByteString());
        GraphDef graph = GraphDef.newBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                GraphDef.NODE_FIELD_NUMBER,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(first.toByteString())
                                        .addLengthDelimited(twice)
                                        .addLengthDelimited(again)
                                        .build())
                        .build())
                .build();

        assertReadAsProtobufDoes(graph.toByteArray());
    }
}
