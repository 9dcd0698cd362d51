package io.github.tfmobile.graph.checkpoint;

import io.github.tfmobile.graph.io.MalformedException;
import io.github.tfmobile.graph.io.WireReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Makes the checksums of a damaged table right again, so that a reader gets to see the damage. */
public final class TableRepair {

    private static final int FOOTER = 48;

    private TableRepair() {}

    /** The same bytes with the checksum of every block that lies within them. */
    public static byte[] repaired(byte[] table) {
        ByteBuffer bytes = ByteBuffer.wrap(table.clone()).order(ByteOrder.LITTLE_ENDIAN);
        for (int[] block : blocks(table)) {
            int end = block[0] + block[1];
            bytes.putInt(end + 1, Crc.masked(bytes.slice(block[0], block[1] + 1)));
        }
        return bytes.array();
    }

    /** Where blocks, their entries and the parts of the footer begin. */
    public static List<Integer> places(byte[] table) {
        TreeSet<Integer> places = new TreeSet<>();
        for (int[] block : blocks(table)) {
            for (int i = block[0]; i < Math.min(block[0] + block[1], block[0] + 24); i++) {
                places.add(i);
            }
            for (int i = -9; i <= 5; i++) {
                places.add(block[0] + block[1] + i);
            }
            entries(table, block, places);
        }
        for (int i = Math.max(0, table.length - FOOTER); i < table.length; i++) {
            places.add(i);
        }
        places.removeIf(place -> place < 0 || place >= table.length);
        return new ArrayList<>(places);
    }

    private static void entries(byte[] table, int[] block, Set<Integer> places) {
        try {
            ByteBuffer content = ByteBuffer.wrap(table);
            WireReader reader = new WireReader(content.slice(block[0], block[1]), 0);
            while (!reader.atEnd()) {
                places.add(block[0] + reader.position());
                reader.varint();
                int own = (int) reader.varint();
                int value = (int) reader.varint();
                for (int i = -3; i < 8; i++) {
                    places.add(block[0] + reader.position() + i);
                    places.add(block[0] + reader.position() + own + i);
                }
                if (own < 0 || value < 0 || reader.position() + own + (long) value > block[1]) {
                    return;
                }
                reader.skip(own + value);
            }
        } catch (MalformedException e) {
            // the restart points
        }
    }

    /** Offset and size of the index block and of those that it names. */
    private static List<int[]> blocks(byte[] table) {
        List<int[]> blocks = new ArrayList<>();
        if (table.length < FOOTER) {
            return blocks;
        }
        try {
            WireReader footer = new WireReader(ByteBuffer.wrap(table).slice(table.length - FOOTER, FOOTER), 0);
            footer.varint();
            footer.varint();
            int[] index = block(footer, table.length);
            if (index == null) {
                return blocks;
            }
            blocks.add(index);
            WireReader entries = new WireReader(ByteBuffer.wrap(table).slice(index[0], index[1]), 0);
            while (!entries.atEnd()) {
                entries.varint();
                int own = (int) entries.varint();
                int value = (int) entries.varint();
                if (own < 0 || value < 0 || entries.position() + own + (long) value > index[1]) {
                    return blocks;
                }
                entries.skip(own);
                WireReader handle =
                        new WireReader(ByteBuffer.wrap(table).slice(index[0] + entries.position(), value), 0);
                int[] block = block(handle, table.length);
                if (block != null) {
                    blocks.add(block);
                }
                entries.skip(value);
            }
        } catch (MalformedException e) {
            // so far
        }
        return blocks;
    }

    private static int[] block(WireReader handle, int length) throws MalformedException {
        long offset = handle.varint();
        long size = handle.varint();
        return offset >= 0 && size >= 0 && size < length && offset < length - size - 5
                ? new int[] {(int) offset, (int) size}
                : null;
    }
}
