package io.github.tfmobile.codegen.java.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.codegen.java.runtime.KernelRegistryTypes.MalformedGraphException;
import io.github.tfmobile.codegen.java.runtime.KernelRegistryTypes.Missing;
import io.github.tfmobile.codegen.java.runtime.KernelRegistryTypes.Model;
import io.github.tfmobile.codegen.java.runtime.KernelRegistryTypes.Op;
import io.github.tfmobile.codegen.testing.TestModels;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpList;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.VersionDef;

@Tag("corpus")
@Tag("corpus")
class KernelRegistryRuntimeTest {

    private static final GraphDef RELU =
            GraphDef.newBuilder().addNode(relu("relu")).build();

    private static NodeDef relu(String name) {
        return TestModels.typed("Relu", name, DataType.DT_FLOAT);
    }

    private static KernelRegistryTables tables(boolean ignoresUnknownAttrs) {
        KernelRegistryTables tables =
                new KernelRegistryTables("1.15.0", 134, ignoresUnknownAttrs, "DT_INVALID", "DT_FLOAT", "DT_DOUBLE");
        tables.op("Relu", "relu.cc", "ops.cc");
        tables.required("Relu", "T");
        tables.optional("Relu", "leak");
        tables.kernel("Relu", "ReluOp<float>", "CPU", "");
        tables.constraint("Relu", "T", "DT_FLOAT");
        tables.op("Old", "old.cc");
        tables.kernel("Old", "OldOp", "DEFAULT", "");
        tables.retired("Old", 20);
        tables.kernelFree("Replaced");
        tables.required("Replaced", "T");
        return tables;
    }

    private static List<Missing> missing(GraphDef graph) throws IOException {
        return missing(graph.toByteArray());
    }

    private static List<Missing> missing(byte[] bytes) throws IOException {
        return KernelRegistryReader.missingFrom(tables(false), new ByteArrayInputStream(bytes));
    }

    private static GraphDef versioned(Consumer<VersionDef.Builder> versions) {
        VersionDef.Builder builder = VersionDef.newBuilder();
        versions.accept(builder);
        return RELU.toBuilder().setVersions(builder).build();
    }

    @Test
    void aGraphOfKnownKernelsRuns() throws Exception {
        assertThat(missing(RELU)).isEmpty();
        assertThat(missing(versioned(versions -> versions.setProducer(2000).setMinConsumer(134))))
                .isEmpty();
    }

    @Test
    void noBytesAndNoNodesAreNoGraph() {
        for (byte[] bytes : List.of(
                new byte[0],
                GraphDef.newBuilder()
                        .setVersions(VersionDef.newBuilder().setProducer(27))
                        .build()
                        .toByteArray(),
                // Nodes of a function that nothing calls are none of the graph.
                GraphDef.newBuilder()
                        .setLibrary(FunctionDefLibrary.newBuilder().addFunction(function("f", "r")))
                        .build()
                        .toByteArray())) {
            assertThatThrownBy(() -> missing(bytes))
                    .isInstanceOf(MalformedGraphException.class)
                    .hasMessageStartingWith("The graph has no nodes, or this is none at byte ");
        }
    }

    @Test
    void aSavedModelIsNoGraph() {
        SavedModel model = SavedModel.newBuilder()
                .setSavedModelSchemaVersion(1)
                .addMetaGraphs(MetaGraphDef.newBuilder().setGraphDef(RELU))
                .build();

        assertThatThrownBy(() -> missing(model.toByteArray()))
                .isInstanceOf(MalformedGraphException.class)
                .hasMessageStartingWith("This is a SavedModel, no GraphDef at byte ");
    }

    @Test
    void aMetaGraphIsNoGraph() {
        MetaGraphDef withOps = MetaGraphDef.newBuilder()
                .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder()
                        .setMetaGraphVersion("v1")
                        .setStrippedOpList(
                                OpList.newBuilder().addOp(OpDef.newBuilder().setName("Relu"))))
                .setGraphDef(RELU)
                .build();
        MetaGraphDef bare = MetaGraphDef.newBuilder().setGraphDef(RELU).build();

        for (MetaGraphDef graph : List.of(
                withOps,
                withOps.toBuilder()
                        .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().setTensorflowVersion("1.15.0"))
                        .build(),
                bare)) {
            assertThatThrownBy(() -> missing(graph.toByteArray())).isInstanceOf(MalformedGraphException.class);
        }
        assertSaysMetaGraph(withOps.toByteArray());
        assertSaysMetaGraph(bare.toByteArray());
    }

    @Test
    void aFileThatASaverWroteIsAMetaGraph() throws Exception {
        List<Path> files;
        try (Stream<Path> all = Files.walk(Path.of("../testing/corpus/tf1"))) {
            files = all.filter(file -> file.toString().endsWith(".meta")).toList();
        }

        assertThat(files).hasSizeGreaterThan(5);
        for (Path file : files) {
            assertSaysMetaGraph(Files.readAllBytes(file));
        }
    }

    private static void assertSaysMetaGraph(byte[] graph) {
        assertThatThrownBy(() -> missing(graph))
                .isInstanceOf(MalformedGraphException.class)
                .hasMessageStartingWith("This is a MetaGraphDef, no GraphDef at byte ");
    }

    @Test
    void aGraphForNewerRuntimesIsRefused() {
        assertThatThrownBy(() -> missing(versioned(versions -> versions.setMinConsumer(135))))
                .isInstanceOf(MalformedGraphException.class)
                .hasMessageStartingWith(
                        "The graph needs a TensorFlow that reads version 135, and 1.15.0 reads up to 134 at byte ");
        assertThatThrownBy(() -> missing(versioned(versions -> versions.addBadConsumers(134))))
                .isInstanceOf(MalformedGraphException.class)
                .hasMessageStartingWith("The graph must not be read by TensorFlow 1.15.0 at byte ");
    }

    @Test
    void anAttrThatTheReleaseDoesNotKnowIsAReason() throws Exception {
        GraphDef graph = GraphDef.newBuilder()
                .addNode(relu("a").toBuilder()
                        .putAttr("new", TestModels.type(DataType.DT_FLOAT))
                        .putAttr("_internal", TestModels.type(DataType.DT_FLOAT)))
                .build();

        assertThat(missing(graph))
                .singleElement()
                .hasToString(
                        "Relu{T=DT_FLOAT, new=DT_FLOAT} [a]: TensorFlow 1.15.0 does not know attr \"new\" of this op");
        assertThat(KernelRegistryReader.missingFrom(tables(true), new ByteArrayInputStream(graph.toByteArray())))
                .isEmpty();
    }

    @Test
    void anAttrThatIsMissingIsAReason() throws Exception {
        GraphDef graph = GraphDef.newBuilder()
                .addNode(TestModels.node("Relu", "a"))
                .addNode(TestModels.node("Replaced", "b"))
                .addNode(TestModels.typed("Replaced", "c", DataType.DT_FLOAT))
                .build();

        assertThat(missing(graph))
                .extracting(Object::toString)
                .containsExactly("Relu{} [a]: attr \"T\" is missing", "Replaced{} [b]: attr \"T\" is missing");
    }

    @Test
    void anOpIsRefusedInGraphsThatAreNewerThanIt() throws Exception {
        GraphDef.Builder graph = GraphDef.newBuilder().addNode(TestModels.node("Old", "old"));

        assertThat(missing(graph.setVersions(VersionDef.newBuilder().setProducer(19))
                        .build()))
                .isEmpty();
        assertThat(missing(graph.setVersions(VersionDef.newBuilder().setProducer(20))
                        .build()))
                .singleElement()
                .hasToString("Old{} [old]: the release refuses this op in graphs of this version");
    }

    @Test
    void nodesOfCalledFunctionsCount() throws Exception {
        GraphDef graph = RELU.toBuilder()
                .addNode(TestModels.node("called", "call"))
                .setLibrary(FunctionDefLibrary.newBuilder()
                        .addFunction(function("called", "x"))
                        .addFunction(function("uncalled", "y")))
                .build();

        assertThat(missing(graph))
                .singleElement()
                .hasToString("Tanh{T=DT_DOUBLE} [called:x]: this build has no kernel of this op");
    }

    private static FunctionDef function(String name, String node) {
        return FunctionDef.newBuilder()
                .setSignature(OpDef.newBuilder().setName(name))
                .addNodeDef(TestModels.typed("Tanh", node, DataType.DT_DOUBLE))
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "graph.pb, runs",
        "empty.bin, fails",
        "saved_model/saved_model.pb, fails",
        "unknown_attr.pb, reason",
    })
    void theGuardOfAnAppIsNotFooled(String file, String expected) throws Exception {
        KernelRegistryTables tables = tables(false);
        tables.op("Placeholder", "a.cc");
        tables.required("Placeholder", "dtype");
        tables.optional("Placeholder", "shape");
        tables.kernel("Placeholder", "PlaceholderOp", "CPU", "");
        tables.op("Const", "a.cc");
        tables.required("Const", "dtype", "value");
        tables.kernel("Const", "ConstantOp", "CPU", "");
        tables.op("DepthwiseConv2dNative", "a.cc");
        tables.required("DepthwiseConv2dNative", "T", "strides", "padding");
        tables.optional("DepthwiseConv2dNative", "data_format", "dilations");
        tables.kernel("DepthwiseConv2dNative", "DepthwiseConv2dNativeOp<CPUDevice, float>", "CPU", "");
        byte[] bytes = Files.readAllBytes(Path.of("../testing/cases/java-guard", file));

        switch (expected) {
            case "runs" ->
                assertThat(KernelRegistryReader.missingFrom(tables, new ByteArrayInputStream(bytes)))
                        .isEmpty();
            case "reason" ->
                assertThat(KernelRegistryReader.missingFrom(tables, new ByteArrayInputStream(bytes)))
                        .singleElement()
                        .extracting(Missing::reason)
                        .isEqualTo("TensorFlow 1.15.0 does not know attr \"explicit_paddings\" of this op");
            default ->
                assertThatThrownBy(() -> KernelRegistryReader.missingFrom(tables, new ByteArrayInputStream(bytes)))
                        .isInstanceOf(MalformedGraphException.class);
        }
    }

    @Test
    void aMistypedDtypeIsAnError() {
        KernelRegistryTables tables = tables(false);

        assertThat(tables.isRegistered("Relu", "float")).isTrue();
        assertThat(tables.isRegistered("Relu", "DT_DOUBLE")).isFalse();
        assertThat(tables.isRegistered("Replaced", "double")).isTrue();
        assertThat(tables.isRegistered("Replaced")).isTrue();
        assertThat(tables.isRegistered("Tanh")).isFalse();
        for (String dtype : List.of("flaot", "", "INVALID", "DT_INVALID")) {
            assertThatThrownBy(() -> tables.isRegistered("Relu", dtype))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("TensorFlow has no dtype \"" + dtype + "\"");
        }
    }

    @Test
    void valuesSayWhatTheyAre() {
        KernelRegistryTables tables = tables(false);
        tables.model("m", "models/m.pb", "abc");
        tables.input("m", "x", "DT_FLOAT", new long[] {-1, 4});
        tables.output("m", "y", "", null);
        Op relu = tables.ops().get("Relu");
        Model model = tables.models().get("m");

        assertThat(relu).hasToString("Relu [ReluOp<float> on CPU {T=[DT_FLOAT]}]");
        assertThat(relu.sourceFiles()).containsExactly("relu.cc", "ops.cc");
        assertThat(relu.dtypes()).containsExactly("DT_FLOAT");
        assertThat(model).hasToString("m [x DT_FLOAT [-1, 4]] -> [y ? ?] (models/m.pb, SHA-256 abc)");
        assertThat(model.inputs().get(0).shape()).containsExactly(-1, 4);
        assertThat(model.outputs().get(0).hasKnownRank()).isFalse();
        assertThatThrownBy(() -> model.outputs().get(0).shape()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aModelIsComparedWithItsChecksumWhileItIsRead() throws Exception {
        byte[] bytes = "the final graph".getBytes(StandardCharsets.US_ASCII);
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        Model model = new Model("m", "models/m.pb", sha256);

        try (InputStream in = model.checked(new ByteArrayInputStream(bytes))) {
            assertThat(in.markSupported()).isFalse();
            assertThat(in.read()).isEqualTo('t');
            assertThat(in.skip(3)).isEqualTo(3);
            ByteArrayOutputStream rest = new ByteArrayOutputStream();
            in.transferTo(rest);
            assertThat(rest.toString(StandardCharsets.US_ASCII)).isEqualTo("final graph");
        }
        bytes[0] = 'T';
        try (InputStream in = model.checked(new ByteArrayInputStream(bytes))) {
            assertThatThrownBy(in::readAllBytes)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("models/m.pb is not the model that was built for: its SHA-256 is ")
                    .hasMessageEndingWith(", not " + sha256);
        }
    }

    @Test
    void aModelIsFoundAmongResources() throws Exception {
        Model missing = new Model("m", "models/no.pb", "");
        Model found = new Model("m", "golden/ops_list.json", "0");

        assertThatThrownBy(() -> missing.open(getClass().getClassLoader()))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage("there is no resource models/no.pb");
        try (InputStream in = found.open(getClass().getClassLoader())) {
            assertThatThrownBy(in::readAllBytes)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("golden/ops_list.json is not the model that was built for");
        }
    }
}
