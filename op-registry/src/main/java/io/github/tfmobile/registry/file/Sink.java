package io.github.tfmobile.registry.file;

import io.github.tfmobile.registry.target.PresenceCondition;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Collects the numbers and strings of one section of a registry file; strings become numbers at the end. */
final class Sink {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final StringTable strings;

    /** The strings, and for each the offset at which its number is to stand. */
    private final List<String> named = new ArrayList<>();

    private int[] offsets = new int[64];

    Sink(StringTable strings) {
        this.strings = strings;
    }

    /** A number from 0 on, seven bits a byte, the lowest first. */
    void number(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative: " + value);
        }
        write(bytes, value);
    }

    private static void write(ByteArrayOutputStream bytes, long value) {
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
        strings.add(text);
        if (named.size() == offsets.length) {
            offsets = Arrays.copyOf(offsets, offsets.length * 2);
        }
        offsets[named.size()] = bytes.size();
        named.add(text);
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

    /** The configurations in which something exists. */
    void presence(PresenceCondition presence) {
        bits(presence.toBitSet());
    }

    /** The section, once all strings of the file are in their table. */
    byte[] toByteArray() {
        byte[] numbers = bytes.toByteArray();
        ByteArrayOutputStream section = new ByteArrayOutputStream(numbers.length + 2 * named.size());
        int done = 0;
        for (int i = 0; i < named.size(); i++) {
            section.write(numbers, done, offsets[i] - done);
            write(section, strings.index(named.get(i)));
            done = offsets[i];
        }
        section.write(numbers, done, numbers.length - done);
        return section.toByteArray();
    }
}
