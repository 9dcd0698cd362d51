package io.github.tfmobile.graph.tensor;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import org.tensorflow.proto.TensorProto;

/** Bytes that were computed; many of them lie in a temporary file ({@code ScratchBuffer}). */
public final class ScratchContent implements TensorContent {

    private final ByteBuffer bytes;

    /** The buffer's remaining bytes, which nobody changes any more. */
    public ScratchContent(ByteBuffer bytes) {
        this.bytes = bytes.slice().asReadOnlyBuffer();
    }

    @Override
    public int size() {
        return bytes.limit();
    }

    @Override
    public ByteBuffer map() {
        return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void read(int offset, ByteBuffer into) {
        into.put(bytes.slice(offset, into.remaining()));
    }

    @Override
    public void writeTo(WritableByteChannel out, ByteBuffer buffer) throws IOException {
        InlineContent.write(bytes.duplicate(), out);
    }

    @Override
    public void verify() {
        // nobody else wrote them
    }

    @Override
    public TensorProto.Builder putInto(TensorProto.Builder message) {
        return size() >= LARGE ? referTo(message) : message.setTensorContent(ByteString.copyFrom(bytes.duplicate()));
    }

    @Override
    public ScratchContent slice(int offset, int length) {
        return new ScratchContent(bytes.slice(offset, length));
    }
}
