package io.github.tfmobile.graph.io;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import com.google.protobuf.WireFormat;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeAttrs;
import io.github.tfmobile.graph.tensor.MessageSizes;
import io.github.tfmobile.graph.tensor.TensorContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * Serializes messages to a channel such that large contents go there in pieces from where they lie, in most cases a file.
 * Deterministic: fields by number, map entries by key, unknown fields last. Not thread-safe.
 */
public final class ProtoWriter {

    /** Contents are read and written in pieces of this size. */
    private static final int PIECE = 256 * 1024;

    private static final int GATHERED = 8192;

    private final WritableByteChannel channel;
    /** Gathers what is small. */
    private final CodedOutputStream small;

    private @Nullable ByteBuffer piece;

    /** Writes to a channel and verifies the checksums of the contents that it writes. */
    public ProtoWriter(WritableByteChannel channel) {
        this.channel = channel;
        this.small = CodedOutputStream.newInstance(Channels.newOutputStream(channel), GATHERED);
        small.useDeterministicSerialization();
    }

    /** Writes the message as the field of that number of another. */
    void field(int number, Message message) throws IOException, ProblemException {
        inner(number, message, MessageSizes.of(message));
        small.flush();
    }

    private void inner(int number, Message message, long size) throws IOException, ProblemException {
        head(number, size);
        fields(message, size);
    }

    /** Writes a node of so many bytes as the field of that number of another message, perhaps not to its end before {@link #flush}. */
    void node(int number, Node node, long bytes) throws IOException, ProblemException {
        if (!node.isPlain()) {
            inner(number, node.message(), bytes);
            return;
        }
        head(number, bytes);
        text(NodeDef.NAME_FIELD_NUMBER, node.name());
        text(NodeDef.OP_FIELD_NUMBER, node.op());
        for (int i = 0; i < node.inputCount(); i++) {
            text(NodeDef.INPUT_FIELD_NUMBER, node.input(i).toString());
        }
        text(NodeDef.DEVICE_FIELD_NUMBER, node.device());
        for (String name : NodeAttrs.sortedNames(node.attrs())) {
            AttrValue value = node.attrOrThrow(name);
            long size = MessageSizes.of(value);
            head(NodeDef.ATTR_FIELD_NUMBER, GraphSize.ofEntry(name, size));
            small.writeString(1, name);
            inner(2, value, size);
        }
    }

    /** Hands on to the channel what was gathered. */
    void flush() throws IOException {
        small.flush();
    }

    /** A text field; an empty one is not written. */
    private void text(int number, String text) throws IOException {
        if (!text.isEmpty()) {
            small.writeString(number, text);
        }
    }

    /**
     * Writes the message's fields.
     *
     * @throws ProblemException if a content cannot be read or is damaged
     * @throws IOException if the channel does not take them
     */
    public void write(Message message) throws IOException, ProblemException {
        fields(message, MessageSizes.of(message));
        small.flush();
    }

    private void head(int number, long size) throws IOException {
        small.writeTag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        small.writeUInt64NoTag(size);
    }

    private void fields(Message message, long size) throws IOException, ProblemException {
        // It is larger than it says itself when it refers to a content.
        if (size < ProtoReader.LARGE && size == message.getSerializedSize()) {
            message.writeTo(small);
            return;
        }
        if (message instanceof MapEntry<?, ?> entry) {
            entry(entry);
            return;
        }
        if (message instanceof AttrValue value && value.hasTensor()) {
            inner(AttrValue.TENSOR_FIELD_NUMBER, value.getTensor(), MessageSizes.of(value.getTensor()));
            value.getUnknownFields().writeTo(small);
            return;
        }
        TensorContent content = message instanceof TensorProto tensor ? TensorContent.elsewhere(tensor) : null;
        if (content != null && message instanceof TensorProto tensor && isPlain(tensor, content, size)) {
            small.writeEnum(TensorProto.DTYPE_FIELD_NUMBER, tensor.getDtypeValue());
            small.writeMessage(TensorProto.TENSOR_SHAPE_FIELD_NUMBER, tensor.getTensorShape());
            content(content);
            return;
        }
        // Small fields gather in a message of the same type, written whenever a large one comes.
        Message.Builder gathered = message.newBuilderForType();
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            Object value = entry.getValue();
            if (content != null && field.getNumber() == TensorProto.TENSOR_CONTENT_FIELD_NUMBER) {
                gathered = flush(gathered);
                content(content);
                continue;
            }
            boolean bytes = field.getType() == FieldDescriptor.Type.BYTES;
            boolean messages = field.getType() == FieldDescriptor.Type.MESSAGE;
            if (!bytes && !messages) {
                gathered.setField(field, value);
                continue;
            }
            gathered = flush(gathered);
            if (!field.isRepeated()) {
                element(field, value);
            } else {
                for (Object one : field.isMapField() ? sorted((List<?>) value) : (List<?>) value) {
                    element(field, one);
                }
            }
        }
        gathered.setUnknownFields(message.getUnknownFields());
        flush(gathered);
    }

    /** Whether a tensor has a dtype, a shape and a content, as nearly all have that refer to theirs. */
    private static boolean isPlain(TensorProto tensor, TensorContent content, long size) {
        return tensor.getDtypeValue() != 0
                && tensor.hasTensorShape()
                && size
                        == CodedOutputStream.computeEnumSize(TensorProto.DTYPE_FIELD_NUMBER, tensor.getDtypeValue())
                                + CodedOutputStream.computeMessageSize(
                                        TensorProto.TENSOR_SHAPE_FIELD_NUMBER, tensor.getTensorShape())
                                + MessageSizes.ofField(TensorProto.TENSOR_CONTENT_FIELD_NUMBER, content.size());
    }

    /** An entry of a map writes its key and its value always, also where they are empty. */
    private void entry(MapEntry<?, ?> entry) throws IOException, ProblemException {
        if (!(entry.getKey() instanceof String key) || !(entry.getValue() instanceof Message value)) {
            entry.writeTo(small);
            return;
        }
        small.writeString(1, key);
        inner(2, value, MessageSizes.of(value));
    }

    private void element(FieldDescriptor field, Object value) throws IOException, ProblemException {
        if (value instanceof Message message) {
            inner(field.getNumber(), message, MessageSizes.of(message));
            return;
        }
        ByteString bytes = (ByteString) value;
        head(field.getNumber(), bytes.size());
        small.flush();
        for (ByteBuffer run : bytes.asReadOnlyByteBufferList()) {
            channel.write(run);
        }
    }

    private void content(TensorContent content) throws IOException, ProblemException {
        head(TensorProto.TENSOR_CONTENT_FIELD_NUMBER, content.size());
        small.flush();
        if (piece == null) {
            piece = ByteBuffer.allocateDirect(PIECE);
        }
        content.writeTo(channel, piece);
    }

    private Message.Builder flush(Message.Builder gathered) throws IOException {
        Message message = gathered.buildPartial();
        if (message.getSerializedSize() == 0) {
            return gathered;
        }
        message.writeTo(small);
        return message.newBuilderForType();
    }

    /** Map entries by their key. */
    private static List<Object> sorted(List<?> entries) {
        List<Object> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparing(entry -> String.valueOf(((MapEntry<?, ?>) entry).getKey())));
        return sorted;
    }
}
