package io.github.tfmobile.graph.tensor;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorProto;

/**
 * The references that messages hold in place of large contents: a key as {@code tensor_content}. It says at which place the
 * content stands here. The keys that messages hold keep the contents alive: a place whose key is gone is given away again. Keys
 * of another process, in a file that somebody made, find nothing. Thread-safe.
 */
final class ContentReferences {

    /** A content and the key by which messages refer to it. */
    private static final class Entry extends WeakReference<ByteString> {

        private final int place;
        private final TensorContent content;

        Entry(int place, ByteString key, TensorContent content, ReferenceQueue<ByteString> gone) {
            super(key, gone);
            this.place = place;
            this.content = content;
        }
    }

    private static final ContentReferences ALL = new ContentReferences();

    private final List<@Nullable Entry> entries = new ArrayList<>();
    private final Deque<Integer> free = new ArrayDeque<>();
    private final ReferenceQueue<ByteString> gone = new ReferenceQueue<>();
    /** Makes keys that cannot be guessed. */
    private final byte[] secret = new byte[16];

    private final int placeAt = secret.length + Long.BYTES;
    private final int keySize = placeAt + Integer.BYTES;
    /** No two keys are equal, also those of one place. */
    private long made;

    private ContentReferences() {
        new SecureRandom().nextBytes(secret);
    }

    /** The content that a message refers to; null for one that holds its own. */
    static @Nullable TensorContent find(TensorProto message) {
        ByteString key = message.getTensorContent();
        return key.size() == ALL.keySize ? ALL.find(key) : null;
    }

    /** How many bytes the reference takes in a message that has one. */
    static int size(TensorProto message) {
        return CodedOutputStream.computeBytesSize(TensorProto.TENSOR_CONTENT_FIELD_NUMBER, message.getTensorContent());
    }

    static TensorProto.Builder put(TensorProto.Builder message, TensorContent content) {
        return message.setTensorContent(ALL.put(content));
    }

    private synchronized @Nullable TensorContent find(ByteString key) {
        forgetGone();
        int place = 0;
        for (int i = placeAt; i < keySize; i++) {
            place = (place << Byte.SIZE) | (key.byteAt(i) & 0xff);
        }
        Entry entry = place < 0 || place >= entries.size() ? null : entries.get(place);
        return entry != null && key.equals(entry.get()) ? entry.content : null;
    }

    private synchronized ByteString put(TensorContent content) {
        forgetGone();
        Integer left = free.poll();
        int place = left == null ? entries.size() : left;
        byte[] bytes = ByteBuffer.allocate(keySize)
                .put(secret)
                .putLong(made++)
                .putInt(place)
                .array();
        ByteString key = UnsafeByteOperations.unsafeWrap(bytes);
        Entry entry = new Entry(place, key, content, gone);
        if (left == null) {
            entries.add(entry);
        } else {
            entries.set(place, entry);
        }
        return key;
    }

    private void forgetGone() {
        for (Reference<?> dead = gone.poll(); dead != null; dead = gone.poll()) {
            int place = ((Entry) dead).place;
            entries.set(place, null);
            free.push(place);
        }
    }
}
