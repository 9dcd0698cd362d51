package io.github.tfmobile.graph.checkpoint;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.TensorSliceProto;
import org.tensorflow.proto.VersionDef;

/** Writes V2 checkpoints for tests and benchmarks, with everything that the format allows. */
public final class BundleWriter implements AutoCloseable {

    private final Path prefix;
    private final FileChannel[] shards;
    private final long[] sizes;
    private final Map<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
    private BundleHeaderProto.Endianness endianness = BundleHeaderProto.Endianness.LITTLE;

    /** Starts a checkpoint. */
    public BundleWriter(Path prefix, int shardCount) throws IOException {
        this.prefix = prefix;
        this.shards = new FileChannel[shardCount];
        this.sizes = new long[shardCount];
        for (int i = 0; i < shardCount; i++) {
            shards[i] = FileChannel.open(
                    Checkpoints.shardFile(prefix, i, shardCount),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE);
        }
    }

    /** Says that numbers are big-endian. */
    public BundleWriter bigEndian() {
        endianness = BundleHeaderProto.Endianness.BIG;
        return this;
    }

    /** A shape. */
    public static TensorShapeProto shape(long... dims) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long dim : dims) {
            shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(dim));
        }
        return shape.build();
    }

    /** Adds a tensor of numbers. */
    public void add(String name, int dtype, TensorShapeProto shape, ByteBuffer content, int shard) throws IOException {
        put(name.getBytes(StandardCharsets.UTF_8), entry(dtype, shape, content, shard));
    }

    /** Adds a tensor whose bytes are all zero, as a hole in the file. */
    public void addZeros(String name, DataType dtype, TensorShapeProto shape, long size, int shard) throws IOException {
        CRC32C crc = new CRC32C();
        byte[] zeros = new byte[1 << 16];
        for (long left = size; left > 0; left -= zeros.length) {
            crc.update(zeros, 0, (int) Math.min(left, zeros.length));
        }
        put(
                name.getBytes(StandardCharsets.UTF_8),
                BundleEntryProto.newBuilder()
                        .setDtype(dtype)
                        .setShape(shape)
                        .setShardId(shard)
                        .setOffset(sizes[shard])
                        .setSize(size)
                        .setCrc32C(Crc.mask((int) crc.getValue()))
                        .build());
        sizes[shard] += size;
    }

    /** Adds a tensor in slices. */
    public void addSlices(
            String name, DataType dtype, TensorShapeProto shape, List<TensorSliceProto> slices, List<ByteBuffer> parts)
            throws IOException {
        BundleEntryProto.Builder whole =
                BundleEntryProto.newBuilder().setDtype(dtype).setShape(shape);
        for (int i = 0; i < slices.size(); i++) {
            whole.addSlices(slices.get(i));
            TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
            for (int d = 0; d < shape.getDimCount(); d++) {
                TensorSliceProto.Extent extent = slices.get(i).getExtent(d);
                dims.addDim(TensorShapeProto.Dim.newBuilder()
                        .setSize(
                                extent.hasLength()
                                        ? extent.getLength()
                                        : shape.getDim(d).getSize()));
            }
            put(
                    SliceKey.encode(name.getBytes(StandardCharsets.UTF_8), slices.get(i)),
                    entry(dtype.getNumber(), dims.build(), parts.get(i), i % shards.length));
        }
        put(name.getBytes(StandardCharsets.UTF_8), whole.build());
    }

    /** Adds a tensor of strings. */
    public void addStrings(String name, TensorShapeProto shape, List<ByteString> values) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        CRC32C crc = new CRC32C();
        for (ByteString value : values) {
            TableWriter.varint(content, value.size());
            crc.update(number(value.size()));
        }
        byte[] lengths = number(Crc.mask((int) crc.getValue()));
        content.write(lengths);
        crc.update(lengths);
        for (ByteString value : values) {
            value.writeTo(content);
            crc.update(value.toByteArray());
        }
        BundleEntryProto entry = entry(DataType.DT_STRING_VALUE, shape, ByteBuffer.wrap(content.toByteArray()), 0);
        put(
                name.getBytes(StandardCharsets.UTF_8),
                entry.toBuilder().setCrc32C(Crc.mask((int) crc.getValue())).build());
    }

    /** Leaves a hole in a shard. */
    public void skip(int shard, long size) {
        sizes[shard] += size;
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    private BundleEntryProto entry(int dtype, TensorShapeProto shape, ByteBuffer content, int shard)
            throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(content.duplicate());
        BundleEntryProto entry = BundleEntryProto.newBuilder()
                .setDtypeValue(dtype)
                .setShape(shape)
                .setShardId(shard)
                .setOffset(sizes[shard])
                .setSize(content.remaining())
                .setCrc32C(Crc.mask((int) crc.getValue()))
                .build();
        shards[shard].position(sizes[shard]);
        sizes[shard] += content.remaining();
        while (content.hasRemaining()) {
            shards[shard].write(content);
        }
        return entry;
    }

    /** Adds an entry of the index as it is. */
    public void put(byte[] key, BundleEntryProto entry) {
        entries.put(key, entry.toByteArray());
    }

    /** Writes the index. */
    @Override
    public void close() throws IOException {
        for (int i = 0; i < shards.length; i++) {
            if (shards[i].size() < sizes[i]) {
                shards[i].write(ByteBuffer.allocate(1), sizes[i] - 1);
            }
            shards[i].close();
        }
        try (TableWriter table =
                new TableWriter(Files.newOutputStream(Checkpoints.indexFile(prefix)), 256 * 1024, false)) {
            table.add(
                    new byte[0],
                    BundleHeaderProto.newBuilder()
                            .setNumShards(shards.length)
                            .setEndianness(endianness)
                            .setVersion(VersionDef.newBuilder().setProducer(1))
                            .build()
                            .toByteArray());
            for (Map.Entry<byte[], byte[]> entry : entries.entrySet()) {
                table.add(entry.getKey(), entry.getValue());
            }
        }
    }
}
