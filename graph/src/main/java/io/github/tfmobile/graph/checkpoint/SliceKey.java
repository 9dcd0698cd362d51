package io.github.tfmobile.graph.checkpoint;

import java.io.ByteArrayOutputStream;
import org.tensorflow.proto.TensorSliceProto;

/**
 * The key under which a table holds one slice of a tensor: name and extents in an order-preserving code
 * (tensorflow/core/util/saved_tensor_slice_util.cc, EncodeTensorNameSlice; lib/strings/ordered_code.cc).
 */
final class SliceKey {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private SliceKey() {}

    /**
     * Encodes a key.
     *
     * @param name the tensor's name, in UTF-8
     * @param slice its extents; one without a length is the whole dim
     */
    static byte[] encode(byte[] name, TensorSliceProto slice) {
        SliceKey key = new SliceKey();
        key.number(0);
        key.string(name);
        key.number(slice.getExtentCount());
        for (TensorSliceProto.Extent extent : slice.getExtentList()) {
            boolean whole = !extent.hasLength();
            key.signed(whole ? 0 : extent.getStart());
            key.signed(whole ? -1 : extent.getLength());
        }
        return key.out.toByteArray();
    }

    /** How many bytes follow, then these, big-endian without leading zeros. */
    private void number(long value) {
        int bytes = (71 - Long.numberOfLeadingZeros(value)) / 8;
        out.write(bytes);
        for (int i = bytes - 1; i >= 0; i--) {
            out.write((int) (value >>> (8 * i)));
        }
    }

    /** 0x00 and 0xff are escaped, 0x00 0x01 ends it. */
    private void string(byte[] text) {
        for (byte b : text) {
            out.write(b);
            if (b == 0) {
                out.write(0xff);
            } else if (b == (byte) 0xff) {
                out.write(0);
            }
        }
        out.write(0);
        out.write(1);
    }

    /**
     * Two's complement, big-endian, in as few bytes as hold the value and the length, which is told by flipping as many
     * leading bits as there are bytes.
     */
    private void signed(long value) {
        long magnitude = value < 0 ? ~value : value;
        int bits = 64 - Long.numberOfLeadingZeros(magnitude);
        // Of the 8n bits of n bytes n tell the length and one the sign.
        int bytes = 1;
        while (bytes < 10 && bits > 7 * bytes - 1) {
            bytes++;
        }
        byte[] code = new byte[bytes];
        long rest = value;
        for (int i = bytes - 1; i >= 0; i--) {
            code[i] = (byte) rest;
            rest >>= 8;
        }
        for (int bit = 0; bit < bytes; bit++) {
            code[bit / 8] ^= (byte) (0x80 >>> (bit % 8));
        }
        out.write(code, 0, bytes);
    }
}
