package io.github.tfmobile.graph.tensor;

import com.google.protobuf.ByteString;
import io.github.tfmobile.common.problem.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.TensorProto;

/**
 * The elements of a tensor, wherever they lie: in a file ({@link FileContent}), in a message itself
 * ({@link InlineContent}) or in temporary room ({@link ScratchContent}). Immutable and thread-safe.
 *
 * <p>A message of the engine holds no large content, it refers to it: what reads a {@code value} attr asks
 * {@link #of(TensorProto)}, never {@code getTensorContent()}. The reference stands in place of the bytes, so
 * that dtype, shape and everything around it stay plain messages; it is gone where messages leave the engine, in files
 * ({@code GraphWriter}), in TensorFlow's runtime and in users' own transforms ({@link WholeMessages}). A content lives as
 * long as any message that refers to it.
 */
public sealed interface TensorContent permits FileContent, InlineContent, ScratchContent {

    /** A smaller content lies in its message, which takes less heap than a reference. */
    int LARGE = 1024;

    /** The content that a message holds or refers to. */
    static TensorContent of(TensorProto message) {
        TensorContent found = ContentReferences.find(message);
        return found == null ? new InlineContent(message) : found;
    }

    /** The content that a message refers to; null for one that holds its own. */
    static @Nullable TensorContent elsewhere(TensorProto message) {
        return ContentReferences.find(message);
    }

    /** How many bytes {@code tensor_content} has, wherever it lies; 0 for a tensor with typed values. */
    static int contentSize(TensorProto message) {
        TensorContent found = ContentReferences.find(message);
        return found == null ? message.getTensorContent().size() : found.size();
    }

    /** How many bytes the elements take. */
    int size();

    /**
     * The bytes for computing: little-endian, read-only, in a file mapped. Their checksums are verified before.
     *
     * @throws ProblemException if the file cannot be read or the bytes are damaged
     */
    ByteBuffer map() throws ProblemException;

    /**
     * Fills what remains of the buffer with the bytes from an offset on.
     *
     * @throws ProblemException if the file cannot be read
     */
    void read(int offset, ByteBuffer into) throws ProblemException;

    /**
     * Writes all bytes and verifies their checksums on the way.
     *
     * @param buffer room for the pieces that are read
     * @throws ProblemException if the file cannot be read or the bytes are damaged
     * @throws IOException if they cannot be written
     */
    void writeTo(WritableByteChannel out, ByteBuffer buffer) throws ProblemException, IOException;

    /**
     * Verifies the checksums that have not been yet.
     *
     * @throws ProblemException if the file cannot be read or the bytes are damaged
     */
    void verify() throws ProblemException;

    /**
     * A part of it.
     *
     * @throws ProblemException if it is a part of bytes that have one checksum, which is verified now, and they are
     *     damaged
     */
    TensorContent slice(int offset, int length) throws ProblemException;

    /**
     * Gives a message this content in place of its own: a small one as {@code tensor_content}, a large one by reference.
     *
     * @throws ProblemException if a small one cannot be read or is damaged
     */
    default TensorProto.Builder putInto(TensorProto.Builder message) throws ProblemException {
        if (size() >= LARGE) {
            return referTo(message);
        }
        verify();
        byte[] bytes = new byte[size()];
        read(0, ByteBuffer.wrap(bytes));
        return message.setTensorContent(ByteString.copyFrom(bytes));
    }

    /** Gives a message this content, a large one, by reference. */
    default TensorProto.Builder referTo(TensorProto.Builder message) {
        if (size() < LARGE) {
            throw new IllegalArgumentException("a content of " + size() + " bytes lies in its message");
        }
        return ContentReferences.put(message, this);
    }
}
