package io.github.tfmobile.registry.file;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The outer form of a registry file: the eight bytes {@code TFMOBREG}, a byte with the version of the format, then
 * sections, each with its number (a byte), the length of its content, the length of its compressed content (four bytes
 * each, big-endian), the CRC-32 of the content, and the content as a zlib stream.
 */
final class Sections {

    /** The first bytes of every registry file. */
    private static final byte[] MAGIC = "TFMOBREG".getBytes(StandardCharsets.US_ASCII);

    /** The version of the format that is written; no other is read. */
    static final int VERSION = 4;

    /** How much all sections may hold; the largest release takes a tenth. */
    private static final int MAX_CONTENT = 64 << 20;

    private static final int SECTION_HEADER = 13;

    private Sections() {}

    static byte[] write(SortedMap<Integer, byte[]> sections) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(MAGIC);
        file.write(VERSION);
        for (Map.Entry<Integer, byte[]> section : sections.entrySet()) {
            byte[] content = section.getValue();
            byte[] compressed = deflate(content);
            CRC32 crc = new CRC32();
            crc.update(content);
            file.write(section.getKey());
            writeInt(file, content.length);
            writeInt(file, compressed.length);
            writeInt(file, (int) crc.getValue());
            file.writeBytes(compressed);
        }
        return file.toByteArray();
    }

    static SortedMap<Integer, byte[]> read(byte[] file) throws CorruptRegistryException {
        if (file.length < MAGIC.length + 1 || !Arrays.equals(MAGIC, Arrays.copyOf(file, MAGIC.length))) {
            throw new CorruptRegistryException("it does not begin as a registry file does");
        }
        int version = file[MAGIC.length] & 0xff;
        if (version != VERSION) {
            throw new CorruptRegistryException("its format has version " + version + ", only " + VERSION + " is known");
        }
        SortedMap<Integer, byte[]> sections = new TreeMap<>();
        long total = 0;
        int position = MAGIC.length + 1;
        while (position < file.length) {
            if (file.length - position < SECTION_HEADER) {
                throw new CorruptRegistryException("it is cut off");
            }
            int number = file[position] & 0xff;
            int length = readInt(file, position + 1);
            int compressed = readInt(file, position + 5);
            int crc = readInt(file, position + 9);
            position += SECTION_HEADER;
            if (compressed < 0 || compressed > file.length - position) {
                throw new CorruptRegistryException("it is cut off");
            }
            total += length;
            if (length < 0 || total > MAX_CONTENT) {
                throw new CorruptRegistryException("it claims to hold more than any registry does");
            }
            if (sections.put(number, inflate(file, position, compressed, length, crc)) != null) {
                throw new CorruptRegistryException("section " + number + " occurs twice");
            }
            position += compressed;
        }
        return sections;
    }

    private static byte[] deflate(byte[] content) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            deflater.setInput(content);
            deflater.finish();
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            byte[] buffer = new byte[1 << 16];
            while (!deflater.finished()) {
                compressed.write(buffer, 0, deflater.deflate(buffer));
            }
            return compressed.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static byte[] inflate(byte[] file, int offset, int compressed, int length, int crc)
            throws CorruptRegistryException {
        // zlib cannot do better than 1032:1, so a larger claim is refused before memory is taken for it
        if (length > (long) compressed * 1040 + 64) {
            throw new CorruptRegistryException("a section claims to hold more than it can");
        }
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(file, offset, compressed);
            byte[] content = new byte[length];
            int done = 0;
            while (done < length) {
                int more = inflater.inflate(content, done, length - done);
                if (more == 0) {
                    throw new CorruptRegistryException("a section is shorter than it says");
                }
                done += more;
            }
            boolean longer = inflater.inflate(new byte[1]) != 0;
            if (longer || !inflater.finished() || inflater.getRemaining() != 0) {
                throw new CorruptRegistryException("a section is longer than it says");
            }
            CRC32 actual = new CRC32();
            actual.update(content);
            if ((int) actual.getValue() != crc) {
                throw new CorruptRegistryException("the checksum of a section does not match");
            }
            return content;
        } catch (DataFormatException e) {
            throw new CorruptRegistryException("a section cannot be decompressed");
        } finally {
            inflater.end();
        }
    }

    private static void writeInt(ByteArrayOutputStream out, int value) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    private static int readInt(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes, at, Integer.BYTES).getInt();
    }
}
