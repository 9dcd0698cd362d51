package io.github.tfmobile.graph.tensor;

import com.google.protobuf.ByteString;
import io.github.tfmobile.registry.Dtype;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.tensorflow.proto.TensorProto;

/**
 * The values in a message: {@code tensor_content}, or a typed list such as {@code float_val} and {@code string_val},
 * which may hold fewer elements than the shape says.
 */
public final class InlineContent implements TensorContent {

    /** Bytes are handed on in pieces of this size. */
    private static final int PIECE = 256 * 1024;

    private final TensorProto message;

    InlineContent(TensorProto message) {
        this.message = message;
    }

    @Override
    public int size() {
        return map().remaining();
    }

    /** The strings of a string tensor. */
    public List<ByteString> strings() {
        return message.getStringValList();
    }

    /** The elements that are there, little-endian; none for strings. */
    @Override
    public ByteBuffer map() {
        ElementFormat format = ElementFormat.of(new Dtype(message.getDtypeValue()));
        ByteBuffer bytes = message.getTensorContent().isEmpty() && format != null
                ? TypedLists.read(message, format)
                : message.getTensorContent().asReadOnlyByteBuffer();
        return bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void read(int offset, ByteBuffer into) {
        into.put(map().slice(offset, into.remaining()));
    }

    @Override
    public void writeTo(WritableByteChannel out, ByteBuffer buffer) throws IOException {
        write(map(), out);
    }

    static void write(ByteBuffer bytes, WritableByteChannel out) throws IOException {
        for (int at = 0; at < bytes.limit(); at += PIECE) {
            ByteBuffer piece = bytes.slice(at, Math.min(PIECE, bytes.limit() - at));
            while (piece.hasRemaining()) {
                out.write(piece);
            }
        }
    }

    @Override
    public void verify() {
        // nothing says how they should be
    }

    @Override
    public TensorContent slice(int offset, int length) {
        return new ScratchContent(map().slice(offset, length));
    }
}
