package com.example.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.github.tfmobile.common.file.FileRecord;
import io.github.tfmobile.common.file.Sighting;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.evaluate.JavaEvaluator;
import io.github.tfmobile.graph.io.GraphReader;
import io.github.tfmobile.graph.match.GraphMatcher;
import io.github.tfmobile.graph.match.NodeMatch;
import io.github.tfmobile.graph.match.OpPattern;
import io.github.tfmobile.graph.tensor.FileContent;
import io.github.tfmobile.graph.tensor.ScratchContent;
import io.github.tfmobile.graph.tensor.TensorContent;
import io.github.tfmobile.graph.testing.TestOps;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformCatalog;
import io.github.tfmobile.graph.transform.TransformContext;
import io.github.tfmobile.graph.transform.TransformPipeline;
import java.io.RandomAccessFile;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** A transform that a user wrote, in a package of its own: it sees messages as TensorFlow writes them. */
class UserTransformTest {

    private static final ByteString WEIGHTS = ByteString.copyFrom(new byte[100_000]);

    @TempDir
    Path folder;

    private GraphDef message;
    private Graph graph;

    @BeforeEach
    void writeGraph() throws Exception {
        AttrValue dtype = AttrValue.newBuilder().setType(DataType.DT_UINT8).build();
        message = GraphDef.newBuilder()
                .addNode(NodeDef.newBuilder()
                        .setName("w")
                        .setOp("Const")
                        .putAttr("dtype", dtype)
                        .putAttr(
                                "value",
                                AttrValue.newBuilder()
                                        .setTensor(weights(WEIGHTS))
                                        .build()))
                .addNode(NodeDef.newBuilder()
                        .setName("out")
                        .setOp("Identity")
                        .addInput("w")
                        .putAttr("T", dtype))
                .build();
        Files.write(folder.resolve("g.pb"), message.toByteArray());
        graph = GraphReader.read(folder.resolve("g.pb"));
    }

    private static TensorProto weights(ByteString content) {
        return TensorProto.newBuilder()
                .setDtype(DataType.DT_UINT8)
                .setTensorShape(TensorShapeProto.newBuilder()
                        .addDim(TensorShapeProto.Dim.newBuilder().setSize(content.size())))
                .setTensorContent(content)
                .build();
    }

    /** Does what the test that runs wants. */
    public static final class Users implements Transform {

        private static UnaryOperator<Graph> change = UnaryOperator.identity();

        @Override
        public String name() {
            return "users";
        }

        @Override
        public Graph apply(Graph given, TransformContext context) {
            return change.apply(given);
        }
    }

    private Graph run(UnaryOperator<Graph> change) throws Exception {
        Users.change = change;
        Path services = Files.createDirectories(folder.resolve("loaded/META-INF/services"));
        Files.writeString(services.resolve(Transform.class.getName()), Users.class.getName());
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.resolve("loaded").toUri().toURL()}, getClass().getClassLoader())) {
            return TransformPipeline.parse("users", TransformCatalog.load(loader))
                    .apply(graph, context());
        }
    }

    private TransformContext context() {
        return TransformContext.of(
                List.of(),
                List.of(new NodeInput("out", 0)),
                TestOps.get(),
                new JavaEvaluator(),
                folder,
                warning -> {},
                note -> {});
    }

    @Test
    void noticesFilesOfArgumentsWhoeverOpensThem() throws Exception {
        Path names = Files.writeString(folder.resolve("names.txt"), "a");
        FileRecord record = new FileRecord();

        String read = record.during(() -> Files.readString(context().file("names.txt")));

        assertThat(read).isEqualTo("a");
        List<Sighting> seen = record.sightings();
        assertThat(seen).hasSize(1).allMatch(sighting -> sighting.now() != null);
        Files.writeString(names, "b");
        assertThat(seen).allMatch(sighting -> sighting.now() == null);
    }

    private static TensorProto value(Graph graph) {
        return graph.nodes().get(0).getAttrOrThrow("value").getTensor();
    }

    @Test
    void seesWholeMessagesByEveryWay() throws Exception {
        Graph result = run(given -> {
            assertThat(given.nodes()).isEqualTo(message.getNodeList());
            assertThat(given.find("w")).isEqualTo(message.getNode(0));
            NodeMatch match = new GraphMatcher(given)
                    .matches(OpPattern.of("Identity", OpPattern.of("Const")))
                    .get(0);
            assertThat(given.nodes().get(match.input(0).number())).isEqualTo(message.getNode(0));
            return given;
        });

        assertThat(result).isSameAs(graph);
    }

    @Test
    void leavesWeightsThatItKeepsWhereTheyAre() throws Exception {
        Graph result = run(given -> given.withNodes(List.of(
                given.nodes().get(0).toBuilder().setDevice("/cpu:0").build(),
                given.nodes().get(1))));

        assertThat(TensorContent.of(value(result)))
                .isInstanceOf(FileContent.class)
                .isSameAs(TensorContent.of(value(graph)));
        assertThat(result.nodes().get(0).getDevice()).isEqualTo("/cpu:0");
        assertThat(result.toGraphDef().getNode(0).getAttrMap())
                .isEqualTo(message.getNode(0).getAttrMap());
    }

    @Test
    void changesWeightsWhichLieInATemporaryFileThen() throws Exception {
        ByteString other = ByteString.copyFrom(new byte[90_000]);

        Graph result = run(given -> given.withNodes(List.of(
                given.nodes().get(0).toBuilder()
                        .putAttr(
                                "value",
                                AttrValue.newBuilder().setTensor(weights(other)).build())
                        .build(),
                given.nodes().get(1))));

        assertThat(TensorContent.of(value(result))).isInstanceOf(ScratchContent.class);
        assertThat(result.toGraphDef().getNode(0).getAttrOrThrow("value").getTensor())
                .isEqualTo(weights(other));
    }

    @Test
    void isToldOfWeightsThatWereCutShort() throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(folder.resolve("g.pb").toFile(), "rw")) {
            file.setLength(50_000);
        }

        assertThatThrownBy(() -> run(given -> given.withNodes(List.copyOf(given.nodes()))))
                .isInstanceOf(ProblemException.class)
                .hasMessage("graph was changed or cut short while it was read: \"" + folder.resolve("g.pb")
                        + "\"\n  Run again once it is complete.");
    }
}
