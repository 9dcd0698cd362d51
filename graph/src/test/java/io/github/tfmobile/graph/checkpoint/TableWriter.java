package io.github.tfmobile.graph.checkpoint;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Writes tables in LevelDB's format, entries in the order of their keys. */
final class TableWriter implements Closeable {

    private static final int RESTART = 16;

    private final OutputStream out;
    private final boolean snappy;
    private final int blockSize;
    private long offset;
    private Block block = new Block(RESTART);
    private final Block index = new Block(1);

    private static final class Block {

        final ByteArrayOutputStream content = new ByteArrayOutputStream();
        final List<Integer> restarts = new ArrayList<>(List.of(0));
        final int interval;
        byte[] last = {};
        int count;

        Block(int interval) {
            this.interval = interval;
        }

        void add(byte[] key, byte[] value) throws IOException {
            int shared = 0;
            if (count % interval == 0) {
                if (count > 0) {
                    restarts.add(content.size());
                }
            } else {
                while (shared < Math.min(key.length, last.length) && key[shared] == last[shared]) {
                    shared++;
                }
            }
            varint(content, shared);
            varint(content, key.length - shared);
            varint(content, value.length);
            content.write(key, shared, key.length - shared);
            content.write(value);
            last = key;
            count++;
        }

        byte[] finish() {
            ByteBuffer bytes = ByteBuffer.allocate(content.size() + 4 * restarts.size() + 4)
                    .order(ByteOrder.LITTLE_ENDIAN);
            bytes.put(content.toByteArray());
            restarts.forEach(bytes::putInt);
            return bytes.putInt(restarts.size()).array();
        }
    }

    /**
     * Starts a table.
     *
     * @param blockSize how many bytes a block has at least, but for the last one
     * @param snappy whether blocks are compressed
     */
    TableWriter(OutputStream out, int blockSize, boolean snappy) {
        this.out = out;
        this.blockSize = blockSize;
        this.snappy = snappy;
    }

    void add(byte[] key, byte[] value) throws IOException {
        block.add(key, value);
        if (block.content.size() >= blockSize) {
            flush();
        }
    }

    private void flush() throws IOException {
        if (block.count > 0) {
            byte[] last = block.last;
            index.add(last, write(block.finish(), snappy));
            block = new Block(RESTART);
        }
    }

    /** Writes a block and gives its handle. */
    private byte[] write(byte[] content, boolean compressed) throws IOException {
        byte[] stored = compressed ? SnappyWriter.encode(content) : content;
        byte type = (byte) (compressed ? 1 : 0);
        out.write(stored);
        out.write(type);
        int crc = Crc.masked(ByteBuffer.wrap(stored), ByteBuffer.wrap(new byte[] {type}));
        out.write(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(crc)
                .array());
        ByteArrayOutputStream handle = new ByteArrayOutputStream();
        varint(handle, offset);
        varint(handle, stored.length);
        offset += stored.length + 5;
        return handle.toByteArray();
    }

    /** Writes what is left, the indexes and the footer. */
    @Override
    public void close() throws IOException {
        flush();
        byte[] meta = write(new Block(1).finish(), false);
        byte[] handle = write(index.finish(), false);
        ByteBuffer footer = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
        footer.put(meta).put(handle);
        footer.putLong(40, 0xdb4775248b80fb57L);
        out.write(footer.array());
        out.close();
    }

    static void varint(ByteArrayOutputStream out, long value) throws IOException {
        byte[] bytes = new byte[CodedOutputStream.computeUInt64SizeNoTag(value)];
        CodedOutputStream.newInstance(bytes).writeUInt64NoTag(value);
        out.write(bytes);
    }
}
