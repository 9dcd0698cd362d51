package io.github.tfmobile.graph.io;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.github.tfmobile.graph.testing.RiegeliWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.TensorProto;

/**
 * Splits models as tensorflow/tools/proto_splitter does: the library, half of the nodes, one whole node and the contents
 * of constants are chunks of their own.
 */
final class SplitMessages {

    private static final int ATTR = NodeDef.ATTR_FIELD_NUMBER;

    private final List<ByteString> chunks = new ArrayList<>();
    private final List<Boolean> messages = new ArrayList<>();
    private final List<ByteString> parts = new ArrayList<>();

    private SplitMessages() {}

    /** The bytes of a Riegeli file, each chunk in a chunk of it. */
    static byte[] split(GraphDef graph, char compression, UnaryOperator<byte[]> compress) throws IOException {
        SplitMessages split = new SplitMessages();
        split.chunks.add(ByteString.EMPTY);
        split.messages.add(true);
        split.chunks.set(0, split.base(graph, List.of()).toByteString());
        return split.file(compression, compress);
    }

    /** The same of the first MetaGraph of a SavedModel. */
    static byte[] split(SavedModel model, char compression, UnaryOperator<byte[]> compress) throws IOException {
        SplitMessages split = new SplitMessages();
        split.chunks.add(ByteString.EMPTY);
        split.messages.add(true);
        List<ByteString> path = List.of(
                field(SavedModel.META_GRAPHS_FIELD_NUMBER), index(0), field(MetaGraphDef.GRAPH_DEF_FIELD_NUMBER));
        SavedModel.Builder base = model.toBuilder();
        base.getMetaGraphsBuilder(0)
                .setGraphDef(split.base(model.getMetaGraphs(0).getGraphDef(), path));
        split.chunks.set(0, base.build().toByteString());
        return split.file(compression, compress);
    }

    private GraphDef base(GraphDef graph, List<ByteString> path) throws IOException {
        GraphDef.Builder base = graph.toBuilder().clearNode();
        if (graph.hasLibrary()) {
            base.clearLibrary();
            part(graph.getLibrary().toByteString(), true, path, field(GraphDef.LIBRARY_FIELD_NUMBER));
        }
        GraphDef.Builder rest = GraphDef.newBuilder();
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeDef.Builder node = graph.getNode(i).toBuilder();
            TensorProto value = node.getAttrOrDefault("value", AttrValue.getDefaultInstance())
                    .getTensor();
            if (value.getTensorContent().size() > 100) {
                node.putAttr(
                        "value",
                        AttrValue.newBuilder()
                                .setTensor(value.toBuilder().clearTensorContent())
                                .build());
                part(
                        value.getTensorContent(),
                        false,
                        path,
                        field(GraphDef.NODE_FIELD_NUMBER),
                        index(i),
                        field(ATTR),
                        key("value"),
                        field(AttrValue.TENSOR_FIELD_NUMBER),
                        field(TensorProto.TENSOR_CONTENT_FIELD_NUMBER));
            }
            if (i == graph.getNodeCount() / 2) {
                base.addNode(NodeDef.getDefaultInstance());
                part(node.build().toByteString(), true, path, field(GraphDef.NODE_FIELD_NUMBER), index(i));
            } else if (i < graph.getNodeCount() / 2) {
                base.addNode(node);
            } else {
                rest.addNode(node);
            }
        }
        // What is appended to the graph.
        part(rest.build().toByteString(), true, path);
        return base.build();
    }

    private void part(ByteString chunk, boolean message, List<ByteString> before, ByteString... after)
            throws IOException {
        List<ByteString> path = new ArrayList<>(before);
        path.addAll(List.of(after));
        ByteString.Output bytes = ByteString.newOutput();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        for (ByteString step : path) {
            out.writeBytes(1, step);
        }
        out.writeBytes(3, number(1, chunks.size()));
        out.flush();
        parts.add(bytes.toByteString());
        chunks.add(chunk);
        messages.add(message);
    }

    private byte[] file(char compression, UnaryOperator<byte[]> compress) throws IOException {
        RiegeliWriter writer =
                new RiegeliWriter(bytes -> HighwayHash.of(ByteBuffer.wrap(bytes)), compression, compress);
        List<Long> places = new ArrayList<>();
        int half = chunks.size() / 2;
        places.addAll(writer.records(chunks.subList(0, half)));
        writer.chunk('p', 0, 0, new byte[100]);
        places.addAll(writer.records(chunks.subList(half, chunks.size())));
        ByteString.Output metadata = ByteString.newOutput();
        CodedOutputStream out = CodedOutputStream.newInstance(metadata);
        out.writeBytes(1, ByteString.EMPTY);
        for (int i = 0; i < chunks.size(); i++) {
            ByteString info = number(1, messages.get(i) ? 1 : 2)
                    .concat(number(2, chunks.get(i).size()))
                    .concat(number(3, places.get(i)));
            out.writeBytes(2, info);
        }
        ByteString message = number(1, 0);
        ByteString.Output fields = ByteString.newOutput();
        CodedOutputStream coded = CodedOutputStream.newInstance(fields);
        for (ByteString part : parts) {
            coded.writeBytes(2, part);
        }
        coded.flush();
        out.writeBytes(3, message.concat(fields.toByteString()));
        out.flush();
        writer.records(List.of(metadata.toByteString()));
        return writer.toByteArray();
    }

    private static ByteString field(int number) throws IOException {
        return number(1, number);
    }

    private static ByteString index(int index) throws IOException {
        return number(3, index);
    }

    private static ByteString key(String key) throws IOException {
        ByteString.Output inner = ByteString.newOutput();
        CodedOutputStream out = CodedOutputStream.newInstance(inner);
        out.writeString(1, key);
        out.flush();
        ByteString.Output bytes = ByteString.newOutput();
        out = CodedOutputStream.newInstance(bytes);
        out.writeBytes(2, inner.toByteString());
        out.flush();
        return bytes.toByteString();
    }

    private static ByteString number(int field, long value) throws IOException {
        ByteString.Output bytes = ByteString.newOutput();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeUInt64(field, value);
        out.flush();
        return bytes.toByteString();
    }

    /** Writes a file for a test. */
    static Path write(Path file, byte[] bytes) throws IOException {
        Files.deleteIfExists(file);
        return Files.write(file, bytes);
    }
}
