package io.github.tfmobile.graph.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.checkpoint.Checkpoint;
import io.github.tfmobile.graph.checkpoint.Checkpoints;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.model.OpenModel;
import io.github.tfmobile.graph.io.GraphReader;
import io.github.tfmobile.graph.io.GraphWriter;
import io.github.tfmobile.graph.testing.Corpus;
import io.github.tfmobile.registry.Dtype;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * The dtypes of one byte and less, half of which the generated messages do not know by name. {@code dtypes/tf1} and
 * {@code dtypes/saved_model} were trained and frozen by TensorFlow 2.21.0 with all dtypes that it has kernels for;
 * {@code dtypes/all} is a graph and a checkpoint that it wrote of every dtype, and which it cannot run.
 */
@Tag("corpus")
class NewDtypesTest {

    private static final Path FOLDER = Corpus.directory().resolveSibling("freeze/dtypes");

    private static final List<String> NAMES = Dtype.all().stream()
            .map(Dtype::name)
            .filter(name -> name.startsWith("float8") || name.startsWith("float4") || name.matches("u?int[24]"))
            .toList();

    /** As NumPy with ml_dtypes has the 3x4 values in memory, and as the checkpoint has them. */
    private static final List<String> BYTES = List.of(
            "c6c5c4c2c0bc003c40424445",
            "cccac8c4c0b800384044484a",
            "d4d2d0ccc8c00040484c5052",
            "eceae8e4e0d800586064686a",
            "cac9c8c6c4c0004044464849",
            "08090a0b0c0d0e0f00010203",
            "000102030405060708090a0b",
            "020300010203000102030001",
            "000102030001020300010203",
            "0f0e0e0d0c0a000204050606");

    @Test
    void freezesGraphsOfEveryDtype() throws ProblemException {
        assertThat(NAMES).hasSameSizeAs(BYTES);
        for (String file : List.of("graph.pb", "graph.pbtxt")) {
            Path graph = FOLDER.resolve("all").resolve(file);
            Checkpoint checkpoint = Checkpoints.open(FOLDER.resolve("all/model.ckpt"));
            Graph frozen = freeze(new OpenModel.GraphModel(GraphReader.read(graph), graph, checkpoint), NAMES);
            for (int i = 0; i < NAMES.size(); i++) {
                String name = NAMES.get(i);
                NodeDef node = frozen.find(name);
                Dtype dtype = Dtype.parse(name);
                assertThat(node.getOp()).isEqualTo("Const");
                assertThat(Dtype.of(node.getAttrOrThrow("dtype"))).isEqualTo(dtype);
                TensorProto value = node.getAttrOrThrow("value").getTensor();
                assertThat(new Dtype(value.getDtypeValue())).isEqualTo(dtype);
                assertThat(value.getTensorContent()).isEqualTo(ByteString.fromHex(BYTES.get(i)));
                assertThat(Dtype.of(frozen.find("out_" + name).getAttrOrThrow("T")))
                        .isEqualTo(dtype);
            }
        }
    }

    @Test
    void freezesWhatTheOriginalFreezesToTheSameGraph() throws ProblemException, IOException {
        Path graph = FOLDER.resolve("tf1/graph.pb");
        Checkpoint checkpoint = Checkpoints.open(FOLDER.resolve("tf1/model.ckpt"));
        Graph wanted = GraphReader.read(FOLDER.resolve("tf1/frozen.pb"));
        List<String> names = wanted.nodes().stream()
                .filter(node -> node.getOp().equals("Const"))
                .map(NodeDef::getName)
                .toList();
        assertThat(names).hasSize(7);
        Graph frozen = freeze(new OpenModel.GraphModel(GraphReader.read(graph), graph, checkpoint), names);
        assertThat(byName(frozen)).isEqualTo(byName(wanted));
    }

    @Test
    void freezesASavedModelWithControlFlow() throws ProblemException {
        OpenModel source = new OpenModel.SavedModelDirectory(
                FOLDER.resolve("saved_model"), new TreeSet<>(List.of("serve")), List.of());
        Graph wanted = GraphReader.read(FOLDER.resolve("saved_model.frozen.pb"));
        for (FreezeOptions.ControlFlow controlFlow : FreezeOptions.ControlFlow.values()) {
            Graph frozen = FreezeTesting.freeze(source, List.of(), FreezeOptions.DEFAULTS.withControlFlow(controlFlow))
                    .graph();
            assertThat(values(frozen)).isEqualTo(values(wanted));
            assertThat(frozen.find("int2").getAttrOrThrow("T").getTypeValue()).isEqualTo(31);
        }
    }

    @Test
    void writesTextByNameAndReadsItBack(@TempDir Path folder) throws ProblemException, IOException {
        Graph graph = GraphReader.read(FOLDER.resolve("all/graph.pb"));
        Path text = folder.resolve("graph.pbtxt");
        GraphWriter.writeText(graph, text);
        assertThat(Files.readString(text))
                .contains("      type: DT_INT2\n")
                .contains("      type: DT_FLOAT4_E2M1FN\n")
                .contains("      type: DT_INT4\n")
                .doesNotContain("type: 3");
        assertThat(byName(GraphReader.read(text))).isEqualTo(byName(graph));
        Path binary = folder.resolve("graph.pb");
        GraphWriter.write(graph, binary);
        assertThat(byName(GraphReader.read(binary))).isEqualTo(byName(graph));
        assertThat(GraphDef.parseFrom(Files.readAllBytes(binary)).getNodeList()).isEqualTo(graph.nodes());
    }

    private static Graph freeze(OpenModel source, List<String> names) throws ProblemException {
        return FreezeTesting.freeze(
                        source,
                        names.stream()
                                .map(name -> NodeInput.parse("out_" + name))
                                .toList(),
                        FreezeOptions.DEFAULTS)
                .graph();
    }

    private static Map<String, NodeDef> byName(Graph graph) {
        TreeMap<String, NodeDef> nodes = new TreeMap<>();
        graph.nodes().forEach(node -> nodes.put(node.getName(), plain(node)));
        return nodes;
    }

    /**
     * Of integers of four and two bits the low bits count: some have their sign in all of the byte, others do not. The
     * original makes a list of ints of them.
     */
    private static NodeDef plain(NodeDef node) {
        TensorProto value =
                node.getAttrOrDefault("value", AttrValue.getDefaultInstance()).getTensor();
        String name = new Dtype(value.getDtypeValue()).name();
        if (!name.matches("u?int[24]")) {
            return node;
        }
        byte[] content = value.getTensorContent().toByteArray();
        if (value.getIntValCount() > 0) {
            content = new byte[value.getIntValCount()];
            for (int i = 0; i < content.length; i++) {
                content[i] = (byte) value.getIntVal(i);
            }
        }
        for (int i = 0; i < content.length; i++) {
            content[i] &= (byte) (name.endsWith("2") ? 3 : 15);
        }
        TensorProto packed = value.toBuilder()
                .clearIntVal()
                .setTensorContent(ByteString.copyFrom(content))
                .build();
        return node.toBuilder()
                .putAttr("value", AttrValue.newBuilder().setTensor(packed).build())
                .build();
    }

    /** The values of one byte or less, by dtype. */
    private static Map<Integer, ByteString> values(Graph graph) {
        TreeMap<Integer, ByteString> values = new TreeMap<>();
        for (NodeDef node : byName(graph).values()) {
            TensorProto value = node.getAttrOrDefault("value", AttrValue.getDefaultInstance())
                    .getTensor();
            if (NAMES.contains(new Dtype(value.getDtypeValue()).name())) {
                values.put(value.getDtypeValue(), value.getTensorContent());
            }
        }
        return values;
    }
}
