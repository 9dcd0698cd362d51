package io.github.tfmobile.graph.tensor;

import io.github.tfmobile.common.problem.ProblemException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorProto;

/**
 * A content that is equal to another one when its bytes are. They are read for it, in pieces; those of two contents only
 * where size and checksum agree.
 */
public final class ContentKey {

    private static final int PIECE = 64 * 1024;

    private final TensorContent content;
    private final int hash;

    /**
     * A key of this content.
     *
     * @throws ProblemException if it cannot be read or is damaged
     */
    public ContentKey(TensorContent content) throws ProblemException {
        content.verify();
        this.content = content;
        CRC32C crc = new CRC32C();
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        for (int at = 0; at < content.size(); at += PIECE) {
            crc.update(read(content, at, piece));
        }
        this.hash = (int) crc.getValue();
    }

    /**
     * The tensor without its content, if that is large, wherever it lies.
     *
     * @param contents takes a key of that
     * @throws ProblemException if it cannot be read or is damaged
     */
    public static TensorProto takeOut(TensorProto tensor, List<ContentKey> contents) throws ProblemException {
        if (TensorContent.contentSize(tensor) < TensorContent.LARGE) {
            return tensor;
        }
        contents.add(new ContentKey(TensorContent.of(tensor)));
        return tensor.toBuilder().clearTensorContent().build();
    }

    private static ByteBuffer read(TensorContent content, int at, ByteBuffer piece) throws ProblemException {
        piece.clear().limit(Math.min(PIECE, content.size() - at));
        content.read(at, piece);
        return piece.flip();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof ContentKey key
                        && hash == key.hash
                        && content.size() == key.content.size()
                        && sameBytes(content, key.content));
    }

    private static boolean sameBytes(TensorContent one, TensorContent other) {
        ByteBuffer ours = ByteBuffer.allocate(PIECE);
        ByteBuffer theirs = ByteBuffer.allocate(PIECE);
        try {
            for (int at = 0; at < one.size(); at += PIECE) {
                if (!read(one, at, ours).equals(read(other, at, theirs))) {
                    return false;
                }
            }
            return true;
        } catch (ProblemException e) {
            return false; // what can no longer be read is no duplicate, and whoever needs it will tell
        }
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
