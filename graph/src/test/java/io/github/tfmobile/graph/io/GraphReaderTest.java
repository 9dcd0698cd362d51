package io.github.tfmobile.graph.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.tensor.TensorContent;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.graph.testing.CorpusCase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

@Tag("corpus")
class GraphReaderTest {

    @TempDir
    Path folder;

    static List<Path> graphs() throws IOException {
        try (Stream<Path> files = Files.walk(Corpus.directory())) {
            return files.filter(file -> file.toString().endsWith(".pb")
                            && !file.toString().contains("bad_inputs")
                            && !file.endsWith("saver.pb")
                            && !file.endsWith("fingerprint.pb")
                            && !file.endsWith("saved_model.pb"))
                    .filter(file -> !file.toString().contains("transforms")
                            || file.toString().contains("/1/"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void readsAndWritesWhatProtobufReads(Path file) throws Exception {
        GraphDef expected = GraphDef.parseFrom(Files.readAllBytes(file));

        Graph graph = GraphReader.read(file);

        assertThat(graph.toGraphDef().getNodeList()).isEqualTo(expected.getNodeList());
        assertThat(graph.toGraphDef().getLibrary()).isEqualTo(expected.getLibrary());
        assertThat(graph.versions()).isEqualTo(expected.getVersions());
        Path copy = folder.resolve("copy.pb");
        assertThat(GraphWriter.write(graph, copy).size())
                .isEqualTo(GraphSize.of(graph))
                .isEqualTo(Files.size(copy));
        GraphDef written = GraphDef.parseFrom(Files.readAllBytes(copy));
        assertThat(written.getNodeList()).isEqualTo(expected.getNodeList());
        assertThat(written.getLibrary()).isEqualTo(expected.getLibrary());
        assertThat(written.getVersions()).isEqualTo(expected.getVersions());
    }

    static List<CorpusCase> texts() {
        return Corpus.cases("tf1").stream()
                .filter(one -> one.has("graph.pbtxt"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void readsTextLikeBinary(CorpusCase one) throws Exception {
        Graph text = GraphReader.read(one.path("graph.pbtxt"));
        Graph binary = GraphReader.read(one.path("graph.pb"));

        assertThat(text.toGraphDef()).isEqualTo(binary.toGraphDef());
    }

    @Test
    void leavesLargeTensorsInTheFile() throws Exception {
        byte[] weights = new byte[3_000_000];
        NodeDef node = NodeDef.newBuilder()
                .setName("w")
                .setOp("Const")
                .putAttr(
                        "value",
                        AttrValue.newBuilder()
                                .setTensor(TensorProto.newBuilder().setTensorContent(ByteString.copyFrom(weights)))
                                .build())
                .build();
        Path file = Files.write(
                folder.resolve("g.pb"),
                GraphDef.newBuilder().addNode(node).build().toByteArray());

        Graph read = GraphReader.read(file);

        assertThat(read.toNodeDef(0)).isEqualTo(node);
        TensorProto tensor = read.nodes().get(0).getAttrOrThrow("value").getTensor();
        assertThat(tensor.getTensorContent().size()).isLessThan(TensorContent.LARGE);
        assertThat(TensorContent.of(tensor).map().isDirect()).isTrue();
    }

    @Test
    void holdsNamesOpsAndAttrsThatOccurAgainOnce() throws Exception {
        AttrValue type = AttrValue.newBuilder().setType(DataType.DT_FLOAT).build();
        NodeDef first = NodeDef.newBuilder()
                .setName("first\u00e9")
                .setOp("Neg")
                .addInput("second")
                .putAttr("T", type)
                .build();
        NodeDef second = NodeDef.newBuilder()
                .setName("second")
                .setOp("Neg")
                .addInput("first\u00e9")
                .putAttr("T", type)
                .build();
        // What only the ordinary parser reads comes out the same.
        NodeDef third = first.toBuilder()
                .setName("third")
                .setExperimentalDebugInfo(
                        NodeDef.ExperimentalDebugInfo.newBuilder().addOriginalNodeNames("was"))
                .build();
        Path file = Files.write(
                folder.resolve("g.pb"),
                GraphDef.newBuilder()
                        .addNode(first)
                        .addNode(second)
                        .addNode(third)
                        .setLibrary(FunctionDefLibrary.newBuilder()
                                .addFunction(FunctionDef.newBuilder().addNodeDef(second)))
                        .build()
                        .toByteArray());

        Graph graph = GraphReader.read(file);

        assertThat(graph.nodes()).containsExactly(first, second, third);
        NodeDef inFunction = graph.library().getFunction(0).getNodeDef(0);
        assertThat(inFunction).isEqualTo(second);
        NodeDef one = graph.nodes().get(0);
        NodeDef other = graph.nodes().get(1);
        assertThat(one.getInput(0)).isSameAs(other.getName());
        assertThat(other.getInput(0)).isSameAs(one.getName());
        assertThat(other.getOp()).isSameAs(one.getOp()).isSameAs(inFunction.getOp());
        assertThat(other.getAttrOrThrow("T"))
                .isSameAs(one.getAttrOrThrow("T"))
                .isSameAs(inFunction.getAttrOrThrow("T"));
    }

    @Test
    void holdsNamesAndOpsOfLargeNodesOnce() throws Exception {
        NodeDef small = NodeDef.newBuilder().setName("small").setOp("AddN").build();
        NodeDef large = NodeDef.newBuilder()
                .setName("large")
                .setOp("AddN")
                .addAllInput(Collections.nCopies(1000, "small"))
                .addInput("small:1")
                .addInput("^small")
                .putAttr("T", AttrValue.newBuilder().setType(DataType.DT_FLOAT).build())
                .build();
        Path file = Files.write(
                folder.resolve("g.pb"),
                GraphDef.newBuilder().addNode(small).addNode(large).build().toByteArray());

        Graph graph = GraphReader.read(file);

        assertThat(graph.nodes()).containsExactly(small, large);
        Node one = graph.node(0);
        Node other = graph.node(1);
        assertThat(other.op()).isSameAs(one.op());
        assertThat(other.inputs()).allSatisfy(input -> assertThat(input.node()).isSameAs(one.name()));
        assertThat(other.input(0)).isSameAs(other.input(999));
    }

    @Test
    void readsWhatNobodyWritesAsProtobufDoes() throws Exception {
        ByteString odd = NodeDef.newBuilder()
                .putAttr("a", AttrValue.newBuilder().setI(1).build())
                .build()
                .toByteString()
                .concat(NodeDef.newBuilder()
                        .setName("a:0")
                        .setOp("Op")
                        .addInput("b:0")
                        .addInput("")
                        .addInput("^c:1")
                        .setDevice("/cpu:0".repeat(40)) // its length takes two bytes
                        .build()
                        .toByteString());
        Path file = Files.write(
                folder.resolve("g.pb"),
                GraphDef.newBuilder().addNode(NodeDef.parseFrom(odd)).build().toByteArray());
        ByteArrayOutputStream reordered = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(reordered);
        out.writeBytes(GraphDef.NODE_FIELD_NUMBER, odd);
        out.flush();
        Path other = Files.write(folder.resolve("h.pb"), reordered.toByteArray());

        assertThat(GraphReader.read(file).nodes()).containsExactly(NodeDef.parseFrom(odd));
        assertThat(GraphReader.read(other).nodes()).containsExactly(NodeDef.parseFrom(odd));
    }

    @Test
    void keepsFieldsThatItDoesNotKnow() throws Exception {
        byte[] node = NodeDef.newBuilder().setName("n").setOp("NoOp").build().toByteArray();
        byte[] unknown = new byte[5000];
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeTag(1, 2);
        out.writeUInt32NoTag(node.length + CodedOutputStream.computeByteArraySize(99, unknown));
        out.writeRawBytes(node);
        out.writeByteArray(99, unknown);
        out.flush();
        Path file = Files.write(folder.resolve("g.pb"), bytes.toByteArray());

        Graph graph = GraphReader.read(file);
        GraphWriter.write(graph, folder.resolve("h.pb"));

        assertThat(folder.resolve("h.pb")).hasBinaryContent(bytes.toByteArray());
    }
}
