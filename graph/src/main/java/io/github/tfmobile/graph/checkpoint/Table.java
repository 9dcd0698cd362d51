package io.github.tfmobile.graph.checkpoint;

import io.github.tfmobile.graph.io.MalformedException;
import io.github.tfmobile.graph.io.WireReader;
import io.github.tfmobile.graph.io.file.MappedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A sorted table of keys and values in LevelDB's file format, as TensorFlow writes it
 * (tensorflow/core/lib/io/table.cc, format.cc, block.cc). Every block's checksum is verified as it is read. Values of
 * blocks that are not compressed are slices of the file.
 */
final class Table {

    private static final int FOOTER = 48;
    private static final int TRAILER = 5;
    private static final long MAGIC = 0xdb4775248b80fb57L;

    /** Names are at most this long, which bounds what prefix compression can unfold to. */
    private static final int LONGEST_KEY = 64 * 1024;

    private final MappedFile file;
    private final List<byte[]> lastKeys = new ArrayList<>();
    private final List<Handle> blocks = new ArrayList<>();
    /** How many bytes of keys the table may unfold to, however they are compressed. */
    private long keyBytesLeft;

    /** A key and its value. */
    @FunctionalInterface
    interface Entries {

        /**
         * An entry.
         *
         * @param offset where in the file the value is, or its block where that is compressed
         */
        void entry(byte[] key, ByteBuffer value, long offset) throws MalformedException;
    }

    private record Handle(long offset, int size) {}

    private Table(MappedFile file) {
        this.file = file;
        this.keyBytesLeft = (64L << 20) + file.size() * 16;
    }

    /** Opens a table: reads its footer and its index block. */
    static Table open(MappedFile file) throws MalformedException {
        long size = file.size();
        if (size < FOOTER) {
            throw new MalformedException("it has " + size + " bytes, a table has at least " + FOOTER, 0);
        }
        ByteBuffer footer = file.slice(size - FOOTER, FOOTER);
        if (footer.getLong(FOOTER - 8) != MAGIC) {
            throw new MalformedException("the magic number of a table is not at its end", size - 8);
        }
        Table table = new Table(file);
        WireReader handles = new WireReader(footer, size - FOOTER);
        table.handle(handles); // the meta index, which TensorFlow leaves empty
        Handle index = table.handle(handles);
        table.block(index, (key, value, offset) -> {
            table.lastKeys.add(key);
            table.blocks.add(table.handle(new WireReader(value, offset)));
        });
        return table;
    }

    /** Visits all entries in the order of the file, which is the order of the keys. */
    void visit(Entries entries) throws MalformedException {
        for (Handle block : blocks) {
            block(block, entries);
        }
    }

    /** Visits the entry of that key, if there is one. Reads one block. */
    void find(byte[] key, Entries entries) throws MalformedException {
        int found = Collections.binarySearch(lastKeys, key, Arrays::compareUnsigned);
        int block = found >= 0 ? found : -found - 1;
        if (block < blocks.size()) {
            new Table(file).block(blocks.get(block), (other, value, offset) -> {
                if (Arrays.equals(key, other)) {
                    entries.entry(other, value, offset);
                }
            });
        }
    }

    private Handle handle(WireReader reader) throws MalformedException {
        long at = reader.offset();
        long offset = reader.varint();
        long length = reader.varint();
        if (offset < 0
                || length < 0
                || length > Integer.MAX_VALUE - TRAILER
                || offset > file.size() - length - TRAILER) {
            throw new MalformedException("a block is said to lie outside the file", at);
        }
        return new Handle(offset, (int) length);
    }

    private void block(Handle handle, Entries entries) throws MalformedException {
        ByteBuffer whole = file.slice(handle.offset(), handle.size() + TRAILER);
        int stored = whole.getInt(handle.size() + 1);
        int computed;
        try {
            computed = Crc.masked(file, handle.offset(), handle.size() + 1);
        } catch (IOException e) {
            throw new MalformedException("it cannot be read: " + e.getMessage(), handle.offset(), e);
        }
        if (computed != stored) {
            throw new MalformedException("the checksum of a block does not match", handle.offset());
        }
        switch (whole.get(handle.size())) {
            case 0 -> entries(whole.slice(0, handle.size()), handle.offset(), true, entries);
            case 1 ->
                entries(
                        ByteBuffer.wrap(Snappy.decode(whole.slice(0, handle.size()), handle.offset())),
                        handle.offset(),
                        false,
                        entries);
            default ->
                throw new MalformedException(
                        "a block is compressed in an unknown way", handle.offset() + handle.size());
        }
    }

    private void entries(ByteBuffer block, long offset, boolean stored, Entries entries) throws MalformedException {
        block.order(ByteOrder.LITTLE_ENDIAN);
        int end = block.limit() - 4;
        long restarts = end < 0 ? 0 : Integer.toUnsignedLong(block.getInt(end));
        if (end < 0 || restarts > end / 4) {
            throw new MalformedException("a block is too short for its restart points", offset);
        }
        end -= (int) restarts * 4;
        ByteBuffer content = block.slice(0, end).order(ByteOrder.LITTLE_ENDIAN);
        WireReader reader = new WireReader(content, offset);
        byte[] key = new byte[0];
        while (!reader.atEnd()) {
            long at = stored ? reader.offset() : offset;
            long shared = reader.varint();
            long own = reader.varint();
            long length = reader.varint();
            int left = content.limit() - reader.position();
            if (shared < 0 || shared > key.length || own < 0 || own > left || length < 0 || length > left - own) {
                throw new MalformedException("an entry is larger than its block", at);
            }
            if (shared + own > LONGEST_KEY) {
                throw new MalformedException("a name has " + (shared + own) + " bytes", at);
            }
            keyBytesLeft -= shared + own;
            if (keyBytesLeft < 0) {
                throw new MalformedException("the names of a table unfold to more than fits it", at);
            }
            byte[] next = Arrays.copyOf(key, (int) (shared + own));
            content.get(reader.position(), next, (int) shared, (int) own);
            reader.skip((int) own);
            if (Arrays.compareUnsigned(next, key) < 0) {
                throw new MalformedException("the names of a table are out of order", at);
            }
            key = next;
            ByteBuffer value = content.slice(reader.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
            entries.entry(key, value, stored ? reader.offset() : offset);
            reader.skip((int) length);
        }
    }
}
