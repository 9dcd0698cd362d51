package io.github.tfmobile.registry.file;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/** Collects the numbers and strings of one section of a registry file. */
final class Sink {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final StringTable strings;

    Sink(StringTable strings) {
        this.strings = strings;
    }

    /** A number from 0 on, seven bits a byte, the lowest first. */
    void number(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative: " + value);
        }
        long rest = value;
        while (rest >= 0x80) {
            bytes.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }

    /** A number of either sign. */
    void signed(long value) {
        number(value >= 0 ? value << 1 : (~value << 1) | 1);
    }

    /** A string, as its place in the string table. */
    void string(String text) {
        number(strings.index(text));
    }

    /** The text itself: its length in bytes, then UTF-8. */
    void text(String text) {
        bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Their number, then the bytes. */
    void bytes(byte[] content) {
        number(content.length);
        bytes.write(content, 0, content.length);
    }

    /** A set of small numbers: its length in bytes, then the bits, the lowest first. */
    void bits(BitSet set) {
        bytes(set.toByteArray());
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
