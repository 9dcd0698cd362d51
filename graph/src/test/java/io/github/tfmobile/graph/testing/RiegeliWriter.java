package io.github.tfmobile.graph.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/** Writes Riegeli files of simple chunks, as {@code RiegeliFile} reads them. */
public final class RiegeliWriter {

    private static final int BLOCK = 1 << 16;
    private static final int BLOCK_HEADER = 24;
    private static final int CHUNK_HEADER = 40;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final ToLongFunction<byte[]> hash;
    private final char compression;
    private final UnaryOperator<byte[]> compress;

    /** A chunk that is being written, for the headers of blocks that interrupt it. */
    private long begin;

    private long end;

    /**
     * Starts a file.
     *
     * @param hash HighwayHash
     * @param compression the type, 0 for none
     * @param compress what compresses
     */
    public RiegeliWriter(ToLongFunction<byte[]> hash, char compression, UnaryOperator<byte[]> compress) {
        this.hash = hash;
        this.compression = compression;
        this.compress = compress;
        chunk('s', 0, 0, new byte[0]);
    }

    /** Writes a chunk of records; returns where they are. */
    public List<Long> records(List<ByteString> records) throws IOException {
        ByteString.Output sizes = ByteString.newOutput();
        CodedOutputStream coded = CodedOutputStream.newInstance(sizes);
        for (ByteString record : records) {
            coded.writeUInt64NoTag(record.size());
        }
        coded.flush();
        byte[] values = ByteString.copyFrom(records).toByteArray();
        byte[] packedSizes = packed(sizes.toByteString().toByteArray());
        byte[] packedValues = packed(values);
        ByteString.Output data = ByteString.newOutput();
        CodedOutputStream out = CodedOutputStream.newInstance(data);
        out.write((byte) compression);
        out.writeUInt64NoTag(packedSizes.length);
        out.writeRawBytes(packedSizes);
        out.writeRawBytes(packedValues);
        out.flush();
        long start =
                chunk('r', records.size(), values.length, data.toByteString().toByteArray());
        List<Long> places = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            places.add(start + i);
        }
        return places;
    }

    /** Writes any chunk; returns where it begins. */
    public long chunk(char type, long records, long decodedSize, byte[] data) {
        byte[] header = ByteBuffer.allocate(CHUNK_HEADER - 8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(data.length)
                .putLong(hash.applyAsLong(data))
                .putLong(records << 8 | type)
                .putLong(decodedSize)
                .array();
        begin = file.size();
        long size = CHUNK_HEADER + (long) data.length;
        long usable = BLOCK - BLOCK_HEADER;
        end = begin + size + (size + (begin + usable - 1) % BLOCK) / usable * BLOCK_HEADER;
        long numbers = begin + records;
        numbers += Math.max(0, (BLOCK - numbers % BLOCK) % BLOCK - (BLOCK - BLOCK_HEADER - 1));
        end = Math.max(end, numbers);
        long start = begin;
        write(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(hash.applyAsLong(header))
                .array());
        write(header);
        write(data);
        while (file.size() < end) {
            write(new byte[1]);
        }
        return start;
    }

    private void write(byte[] bytes) {
        for (byte b : bytes) {
            if (file.size() % BLOCK == 0) {
                byte[] places = ByteBuffer.allocate(16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(file.size() - begin)
                        .putLong(end - file.size())
                        .array();
                file.writeBytes(ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(hash.applyAsLong(places))
                        .array());
                file.writeBytes(places);
            }
            file.write(b);
        }
    }

    private byte[] packed(byte[] bytes) throws IOException {
        if (compression == 0) {
            return bytes;
        }
        ByteString.Output out = ByteString.newOutput();
        CodedOutputStream coded = CodedOutputStream.newInstance(out);
        coded.writeUInt64NoTag(bytes.length);
        coded.writeRawBytes(compress.apply(bytes));
        coded.flush();
        return out.toByteString().toByteArray();
    }

    /** Everything that was written. */
    public byte[] toByteArray() {
        return file.toByteArray();
    }
}
