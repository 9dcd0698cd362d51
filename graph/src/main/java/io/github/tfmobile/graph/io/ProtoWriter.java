package io.github.tfmobile.graph.io;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import com.google.protobuf.WireFormat;
import io.github.tfmobile.common.problem.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Serializes messages to a channel such that large byte strings go there straight from where they lie, in most cases a
 * mapped file. Deterministic: fields by number, map entries by key, unknown fields last. Not thread-safe.
 */
final class ProtoWriter {

    /** Large byte strings are written in pieces of this size. */
    private static final int PIECE = 1 << 20;

    private final WritableByteChannel channel;
    private final PendingChecksums checksums;
    private byte[] scratch = new byte[ProtoReader.LARGE * 2];

    /** Writes to a channel and verifies the checksums of what it writes. */
    ProtoWriter(WritableByteChannel channel, PendingChecksums checksums) {
        this.channel = channel;
        this.checksums = checksums;
    }

    /** Writes the message as the field of that number of another. */
    void field(int number, Message message) throws IOException, ProblemException {
        int size = message.getSerializedSize();
        byte[] head =
                new byte[CodedOutputStream.computeTagSize(number) + CodedOutputStream.computeUInt32SizeNoTag(size)];
        CodedOutputStream out = CodedOutputStream.newInstance(head);
        out.writeTag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(size);
        channel.write(ByteBuffer.wrap(head));
        write(message, size);
    }

    /** Writes the message's fields. */
    void write(Message message) throws IOException, ProblemException {
        write(message, message.getSerializedSize());
    }

    private void write(Message message, int size) throws IOException, ProblemException {
        if (size < ProtoReader.LARGE) {
            plain(message, size);
            return;
        }
        if (message instanceof MapEntry<?, ?> entry) {
            entry(entry, size);
            return;
        }
        // Small fields gather in a message of the same type, written whenever a large one comes.
        Message.Builder small = message.newBuilderForType();
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            Object value = entry.getValue();
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
        small.setUnknownFields(message.getUnknownFields());
        flush(small);
    }

    /** An entry of a map writes its key and its value always, also where they are empty. */
    private void entry(MapEntry<?, ?> entry, int size) throws IOException, ProblemException {
        if (!(entry.getKey() instanceof String key) || !(entry.getValue() instanceof Message value)) {
            plain(entry, size);
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
        byte[] head = new byte
                [CodedOutputStream.computeTagSize(field.getNumber())
                        + CodedOutputStream.computeUInt32SizeNoTag(bytes.size())];
        CodedOutputStream out = CodedOutputStream.newInstance(head);
        out.writeTag(field.getNumber(), WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(bytes.size());
        channel.write(ByteBuffer.wrap(head));
        content(bytes);
    }

    /** Writes bytes from where they lie; a checksum is computed piece by piece, while they are in the processor's cache. */
    private void content(ByteString bytes) throws IOException, ProblemException {
        PendingChecksums.Check check = checksums.check(bytes);
        for (ByteBuffer run : bytes.asReadOnlyByteBufferList()) {
            while (run.hasRemaining()) {
                int end = run.position() + Math.min(PIECE, run.remaining());
                ByteBuffer piece = run.duplicate().limit(end);
                if (check != null) {
                    check.update(piece);
                }
                channel.write(piece);
                run.position(end);
            }
        }
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
