package io.github.tfmobile.graph.io;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
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

    private final WritableByteChannel channel;
    private byte[] scratch = new byte[ProtoReader.LARGE * 2];

    ProtoWriter(WritableByteChannel channel) {
        this.channel = channel;
    }

    /** Writes the message as the field of that number of another. */
    void field(int number, Message message) throws IOException {
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
    void write(Message message) throws IOException {
        write(message, message.getSerializedSize());
    }

    private void write(Message message, int size) throws IOException {
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
    private void entry(MapEntry<?, ?> entry, int size) throws IOException {
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

    private void element(FieldDescriptor field, Object value) throws IOException {
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
        UnsafeByteOperations.unsafeWriteTo(bytes, new ChannelOutput(channel));
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

    /** Passes buffers on without copying. */
    private static final class ChannelOutput extends ByteOutput {

        private final WritableByteChannel channel;

        ChannelOutput(WritableByteChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(byte value) throws IOException {
            channel.write(ByteBuffer.wrap(new byte[] {value}));
        }

        @Override
        public void write(byte[] value, int offset, int length) throws IOException {
            channel.write(ByteBuffer.wrap(value, offset, length));
        }

        @Override
        public void writeLazy(byte[] value, int offset, int length) throws IOException {
            write(value, offset, length);
        }

        @Override
        public void write(ByteBuffer value) throws IOException {
            channel.write(value);
        }

        @Override
        public void writeLazy(ByteBuffer value) throws IOException {
            channel.write(value);
        }
    }
}
