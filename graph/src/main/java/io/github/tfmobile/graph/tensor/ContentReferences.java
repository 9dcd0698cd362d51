package io.github.tfmobile.graph.tensor;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorProto;

/**
 * The references that messages hold in place of large contents: a key as {@code tensor_content}. The keys that messages hold
 * keep the contents alive, as the keys of a weak map do. Keys of another process, in a file that somebody made, find
 * nothing. Thread-safe.
 */
final class ContentReferences {

    private static final Map<ByteString, TensorContent> CONTENTS = Collections.synchronizedMap(new WeakHashMap<>());

    private static final AtomicLong NEXT = new AtomicLong();

    /** Makes keys that cannot be guessed. */
    private static final byte[] SECRET = new byte[16];

    private static final int KEY_SIZE = SECRET.length + Long.BYTES;

    static {
        new SecureRandom().nextBytes(SECRET);
    }

    private ContentReferences() {}

    /** The content that a message refers to; null for one that holds its own. */
    static @Nullable TensorContent find(TensorProto message) {
        ByteString key = message.getTensorContent();
        return key.size() == KEY_SIZE ? CONTENTS.get(key) : null;
    }

    /** How many bytes the reference takes in a message that has one. */
    static int size(TensorProto message) {
        return CodedOutputStream.computeBytesSize(TensorProto.TENSOR_CONTENT_FIELD_NUMBER, message.getTensorContent());
    }

    static TensorProto.Builder put(TensorProto.Builder message, TensorContent content) {
        byte[] bytes = Arrays.copyOf(SECRET, KEY_SIZE);
        long number = NEXT.getAndIncrement();
        for (int i = SECRET.length; i < KEY_SIZE; i++, number >>>= Byte.SIZE) {
            bytes[i] = (byte) number;
        }
        ByteString key = UnsafeByteOperations.unsafeWrap(bytes);
        CONTENTS.put(key, content);
        return message.setTensorContent(key);
    }
}
