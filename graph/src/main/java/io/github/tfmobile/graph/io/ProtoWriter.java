package io.github.tfmobile.graph.io;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import com.google.protobuf.WireFormat;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.tensor.MessageSizes;
import io.github.tfmobile.graph.tensor.TensorContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorProto;

/**
 * Serializes messages to a channel such that large contents go there in pieces from where they lie, in most cases a file.
 * Deterministic: fields by number, map entries by key, unknown fields last. Not thread-safe.
 */
public final class ProtoWriter {

    /** Contents are read and written in pieces of this size. */
    private static final int PIECE = 256 * 1024;

    private final WritableByteChannel channel;
    private byte[] scratch = new byte[ProtoReader.LARGE * 2];
    private @Nullable ByteBuffer piece;

    /** Writes to a channel and verifies the checksums of the contents that it writes. */
    public ProtoWriter(WritableByteChannel channel) {
        this.channel = channel;
    }

    /** Writes the message as the field of that number of another. */
    void field(int number, Message message) throws IOException, ProblemException {
        long size = MessageSizes.of(message);
        head(number, size);
        write(message, size);
    }

    /**
     * Writes the message's fields.
     *
     * @throws ProblemException if a content cannot be read or is damaged
     * @throws IOException if the channel does not take them
     */
    public void write(Message message) throws IOException, ProblemException {
        write(message, MessageSizes.of(message));
    }

    private void head(int number, long size) throws IOException {
        byte[] head =
                new byte[CodedOutputStream.computeTagSize(number) + CodedOutputStream.computeUInt64SizeNoTag(size)];
        CodedOutputStream out = CodedOutputStream.newInstance(head);
        out.writeTag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt64NoTag(size);
        channel.write(ByteBuffer.wrap(head));
    }

    private void write(Message message, long size) throws IOException, ProblemException {
        // It is larger than it says itself when it refers to a content.
        if (size < ProtoReader.LARGE && size == message.getSerializedSize()) {
            plain(message, (int) size);
            return;
        }
        if (message instanceof MapEntry<?, ?> entry) {
            entry(entry, size);
            return;
        }
        TensorContent content = message instanceof TensorProto tensor ? TensorContent.elsewhere(tensor) : null;
        // Small fields gather in a message of the same type, written whenever a large one comes.
        Message.Builder small = message.newBuilderForType();
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            Object value = entry.getValue();
            if (content != null && field.getNumber() > TensorProto.TENSOR_CONTENT_FIELD_NUMBER) {
                small = flush(small);
                content(content);
                content = null;
            }
            boolean bytes = field.getType() == FieldDescriptor.Type.BYTES;
            boolean messages = field.getType() == FieldDescriptor.Type.MESSAGE;
            if (!bytes && !messages) {
                small.setField(field, value);
                continue;
            }
            small = flush(small);
            if (!field.isRepeated()) {
                element(field, value);
            } else {
                for (Object one : field.isMapField() ? sorted((List<?>) value) : (List<?>) value) {
                    element(field, one);
                }
            }
        }
        if (content != null) {
            small = flush(small);
            content(content);
        }
        small.setUnknownFields(
                message instanceof TensorProto tensor
                        ? TensorContent.unknownFields(tensor)
                        : message.getUnknownFields());
        flush(small);
    }

    /** An entry of a map writes its key and its value always, also where they are empty. */
    private void entry(MapEntry<?, ?> entry, long size) throws IOException, ProblemException {
        if (!(entry.getKey() instanceof String key) || !(entry.getValue() instanceof Message value)) {
            plain(entry, (int) size);
            return;
        }
        byte[] head = new byte[CodedOutputStream.computeStringSize(1, key)];
        CodedOutputStream out = CodedOutputStream.newInstance(head);
        out.writeString(1, key);
        channel.write(ByteBuffer.wrap(head));
        field(2, value);
    }

    private void element(FieldDescriptor field, Object value) throws IOException, ProblemException {
        if (value instanceof Message message) {
            field(field.getNumber(), message);
            return;
        }
        ByteString bytes = (ByteString) value;
        head(field.getNumber(), bytes.size());
        for (ByteBuffer run : bytes.asReadOnlyByteBufferList()) {
            channel.write(run);
        }
    }

    private void content(TensorContent content) throws IOException, ProblemException {
        head(TensorProto.TENSOR_CONTENT_FIELD_NUMBER, content.size());
        if (piece == null) {
            piece = ByteBuffer.allocateDirect(PIECE);
        }
        content.writeTo(channel, piece);
    }

    private Message.Builder flush(Message.Builder small) throws IOException {
        Message message = small.buildPartial();
        int size = message.getSerializedSize();
        if (size == 0) {
            return small;
        }
        plain(message, size);
        return message.newBuilderForType();
    }

    private void plain(Message message, int size) throws IOException {
        if (size > scratch.length) {
            scratch = new byte[size];
        }
        CodedOutputStream out = CodedOutputStream.newInstance(scratch, 0, size);
        out.useDeterministicSerialization();
        message.writeTo(out);
        channel.write(ByteBuffer.wrap(scratch, 0, size - out.spaceLeft()));
    }

    /** Map entries by their key. */
    private static List<Object> sorted(List<?> entries) {
        List<Object> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparing(entry -> String.valueOf(((MapEntry<?, ?>) entry).getKey())));
        return sorted;
    }
}
