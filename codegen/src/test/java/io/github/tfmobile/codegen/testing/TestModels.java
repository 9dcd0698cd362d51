package io.github.tfmobile.codegen.testing;

import io.github.tfmobile.codegen.model.FinalModel;
import io.github.tfmobile.codegen.model.ModelTensor;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.registry.Dtype;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.VersionDef;

/** Models for tests: graphs of the corpus and graphs made by hand. */
public final class TestModels {

    /** The hash that models made here have. */
    public static final String SHA = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    /** The one copy in the repository; tests run in their module's directory. */
    private static final Path CORPUS = Path.of("../testing/corpus");

    private TestModels() {}

    /** The bytes of a file of the corpus, as in {@code tf1/cond_v1/frozen.pb}. */
    public static byte[] corpus(String path) {
        try {
            return Files.readAllBytes(CORPUS.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A graph of the corpus. */
    public static Graph corpusGraph(String path) {
        try {
            return Graph.of(GraphDef.parseFrom(corpus(path)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A model without declared inputs and outputs. */
    public static FinalModel model(String name, Graph graph) {
        return new FinalModel(name, graph, List.of(), List.of(), SHA, "models/" + name + ".pb");
    }

    /** A model with these outputs. */
    public static FinalModel model(String name, Graph graph, String... outputs) {
        return new FinalModel(
                name,
                graph,
                List.of(),
                List.of(outputs).stream()
                        .map(output -> new ModelTensor(output, Dtype.of(DataType.DT_FLOAT), null))
                        .toList(),
                SHA,
                "models/" + name + ".pb");
    }

    /** A graph of these nodes. */
    public static Graph graph(NodeDef... nodes) {
        return new Graph(List.of(nodes), FunctionDefLibrary.getDefaultInstance(), VersionDef.getDefaultInstance());
    }

    /** A node. */
    public static NodeDef.Builder node(String op, String name, String... inputs) {
        return NodeDef.newBuilder().setOp(op).setName(name).addAllInput(List.of(inputs));
    }

    /** A node with a type attr {@code T}. */
    public static NodeDef typed(String op, String name, DataType type, String... inputs) {
        return node(op, name, inputs).putAttr("T", type(type)).build();
    }

    /** A Placeholder. */
    public static NodeDef placeholder(String name, DataType type) {
        return node("Placeholder", name).putAttr("dtype", type(type)).build();
    }

    /** A type attr. */
    public static AttrValue type(DataType type) {
        return AttrValue.newBuilder().setType(type).build();
    }
}
