package io.github.tfmobile.graph.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.io.file.MappedFile;
import io.github.tfmobile.graph.tensor.FileContent;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VersionDef;

class GraphWriterTest {

    @TempDir
    Path folder;

    @Test
    void refusesWhatNoProtocolBufferHoldsAndWritesNothing() throws Exception {
        Path zeros = folder.resolve("zeros");
        try (RandomAccessFile file = new RandomAccessFile(zeros.toFile(), "rw")) {
            file.setLength(200_000_000);
        }
        MappedFile mapped = MappedFile.open(zeros, "zeros");
        List<NodeDef> nodes = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            int size = 200_000_000 - 4 * i;
            TensorProto weights =
                    FileContent.of(mapped, 0, size).referTo(tensor(size / 4)).build();
            nodes.add(NodeDef.newBuilder()
                    .setName("w" + i)
                    .setOp("Const")
                    .putAttr("value", AttrValue.newBuilder().setTensor(weights).build())
                    .build());
        }

        assertThatThrownBy(() -> GraphWriter.write(graph(nodes), folder.resolve("out.pb")))
                .isInstanceOf(ProblemException.class)
                .hasMessage("""
                        out.pb would have 2,400,000,391 bytes, but a GraphDef holds 2,147,483,647 bytes at most
                          Name outputs that need fewer of its variables, leave large ones out (variableDenylist), or train with smaller or narrower (half, bfloat16) ones.
                          Its 10 largest tensors:
                            200,000,000 bytes  float[50000000]  w0
                            199,999,996 bytes  float[49999999]  w1
                            199,999,992 bytes  float[49999998]  w2
                            199,999,988 bytes  float[49999997]  w3
                            199,999,984 bytes  float[49999996]  w4
                            199,999,980 bytes  float[49999995]  w5
                            199,999,976 bytes  float[49999994]  w6
                            199,999,972 bytes  float[49999993]  w7
                            199,999,968 bytes  float[49999992]  w8
                            199,999,964 bytes  float[49999991]  w9""");
        assertThat(folder.resolve("out.pb")).doesNotExist();
    }

    @Test
    void writesTheSameBytesWhateverTheOrderOfAttrs() throws Exception {
        for (int size : new int[] {4, 10_000}) {
            AttrValue value =
                    constant("w", ByteString.copyFrom(new byte[size]), size / 4).getAttrOrThrow("value");
            AttrValue type = AttrValue.newBuilder().setType(DataType.DT_FLOAT).build();
            NodeDef node = NodeDef.newBuilder().setName("w").setOp("Const").build();
            NodeDef one = node.toBuilder()
                    .putAttr("value", value)
                    .putAttr("dtype", type)
                    .build();
            NodeDef other = node.toBuilder()
                    .putAttr("dtype", type)
                    .putAttr("value", value)
                    .build();

            GraphWriter.write(graph(List.of(one)), folder.resolve("a.pb"));

            assertThat(GraphWriter.write(graph(List.of(other)), folder.resolve("a.pb"))
                            .changed())
                    .isFalse();
        }
    }

    @Test
    void writesTextThatReadsBack() throws Exception {
        Graph graph = graph(List.of(constant("w", ByteString.copyFrom(new byte[] {0, 1, -1, 34}), 1)));

        GraphWriter.writeText(graph, folder.resolve("g.pbtxt"));

        assertThat(Files.readString(folder.resolve("g.pbtxt"))).startsWith("node {\n  name: \"w\"\n");
        Graph read = GraphReader.read(folder.resolve("g.pbtxt"));
        assertThat(read.nodes()).isEqualTo(graph.nodes());
        assertThat(read.versions()).isEqualTo(graph.versions());
    }

    private static Graph graph(List<NodeDef> nodes) {
        return new Graph(
                nodes,
                FunctionDefLibrary.getDefaultInstance(),
                VersionDef.newBuilder().setProducer(134).build());
    }

    private static NodeDef constant(String name, ByteString content, long elements) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp("Const")
                .putAttr(
                        "value",
                        AttrValue.newBuilder()
                                .setTensor(tensor(elements).setTensorContent(content))
                                .build())
                .build();
    }

    private static TensorProto.Builder tensor(long elements) {
        return TensorProto.newBuilder()
                .setDtype(DataType.DT_FLOAT)
                .setTensorShape(TensorShapeProto.newBuilder()
                        .addDim(TensorShapeProto.Dim.newBuilder().setSize(elements)));
    }
}
