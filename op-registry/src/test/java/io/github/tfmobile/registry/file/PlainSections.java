package io.github.tfmobile.registry.file;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.SortedMap;
import java.util.TreeMap;

/** A registry file without compression and checksums, so that a change of a byte changes what a reader sees. */
public final class PlainSections {

    private PlainSections() {}

    /** The sections of a file: number (one byte), length (four), content. */
    public static byte[] of(byte[] file) throws CorruptRegistryException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        Sections.read(file).forEach((number, content) -> {
            plain.write(number);
            plain.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
            plain.writeBytes(content);
        });
        return plain.toByteArray();
    }

    /** The file of these sections; what is no section at the end is left out. */
    public static byte[] toFile(byte[] plain) {
        ByteBuffer bytes = ByteBuffer.wrap(plain);
        SortedMap<Integer, byte[]> sections = new TreeMap<>();
        while (bytes.remaining() >= 5) {
            int number = bytes.get() & 0xff;
            byte[] content = new byte[Math.max(0, Math.min(bytes.getInt(), bytes.remaining()))];
            bytes.get(content);
            sections.put(number, content);
        }
        return Sections.write(sections);
    }
}
