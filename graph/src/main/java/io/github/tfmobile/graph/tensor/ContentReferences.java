package io.github.tfmobile.graph.tensor;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorProto;

/**
 * The references that messages hold in place of large contents: a key in an unknown field. The keys that messages hold
 * keep the contents alive, as the keys of a weak map do. Keys of another process, in a file that somebody made, find
 * nothing. Thread-safe.
 */
final class ContentReferences {

    /** The largest number that a field can have; TensorFlow gives out small ones. */
    private static final int FIELD = 536_870_911;

    private static final Map<ByteString, TensorContent> CONTENTS = Collections.synchronizedMap(new WeakHashMap<>());

    private static final AtomicLong NEXT = new AtomicLong();

    /** Makes keys that cannot be guessed. */
    private static final byte[] SECRET = new byte[16];

    static {
        new SecureRandom().nextBytes(SECRET);
    }

    private ContentReferences() {}

    /** The content that a message refers to; null for one that holds its own. */
    static @Nullable TensorContent find(TensorProto message) {
        ByteString key = key(message);
        return key == null ? null : CONTENTS.get(key);
    }

    private static @Nullable ByteString key(TensorProto message) {
        UnknownFieldSet unknown = message.getUnknownFields();
        // Of a field that comes twice the last one counts; content after a reference takes its place.
        if (unknown.asMap().isEmpty() || !message.getTensorContent().isEmpty()) {
            return null;
        }
        List<ByteString> keys = unknown.getField(FIELD).getLengthDelimitedList();
        return keys.isEmpty() ? null : keys.get(keys.size() - 1);
    }

    /** How many bytes the reference takes in the message; 0 when there is none. */
    static int size(TensorProto message) {
        return find(message) == null
                ? 0
                : message.getUnknownFields().getField(FIELD).getSerializedSize(FIELD);
    }

    /** What else is in the message that nobody knows. */
    static UnknownFieldSet unknownFields(TensorProto message) {
        UnknownFieldSet unknown = message.getUnknownFields();
        return find(message) == null
                ? unknown
                : unknown.toBuilder().clearField(FIELD).build();
    }

    static TensorProto.Builder put(TensorProto.Builder message, TensorContent content) {
        ByteString key = ByteString.copyFrom(ByteBuffer.allocate(SECRET.length + Long.BYTES)
                .put(SECRET)
                .putLong(NEXT.getAndIncrement())
                .flip());
        CONTENTS.put(key, content);
        UnknownFieldSet.Field field =
                UnknownFieldSet.Field.newBuilder().addLengthDelimited(key).build();
        return message.setUnknownFields(message.getUnknownFields().toBuilder()
                .clearField(FIELD)
                .addField(FIELD, field)
                .build());
    }

    static TensorProto.Builder clear(TensorProto.Builder message) {
        UnknownFieldSet unknown = message.getUnknownFields();
        return unknown.hasField(FIELD)
                ? message.setUnknownFields(unknown.toBuilder().clearField(FIELD).build())
                : message;
    }
}
