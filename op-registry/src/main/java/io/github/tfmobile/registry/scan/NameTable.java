package io.github.tfmobile.registry.scan;

import java.nio.charset.StandardCharsets;
import java.util.Collection;

/** A set of names that is asked with bytes of a text, without making a string of them. Immutable. */
final class NameTable {

    private final byte[][] names;
    private final int mask;

    NameTable(Collection<String> all) {
        int size = Integer.highestOneBit(Math.max(16, all.size() * 4));
        names = new byte[size][];
        mask = size - 1;
        for (String name : all) {
            byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
            int slot = hash(bytes, 0, bytes.length) & mask;
            while (names[slot] != null) {
                slot = (slot + 1) & mask;
            }
            names[slot] = bytes;
        }
    }

    boolean contains(byte[] text, int start, int end) {
        int slot = hash(text, start, end) & mask;
        for (byte[] name = names[slot]; name != null; name = names[slot]) {
            if (equal(name, text, start, end)) {
                return true;
            }
            slot = (slot + 1) & mask;
        }
        return false;
    }

    private static boolean equal(byte[] name, byte[] text, int start, int end) {
        if (name.length != end - start) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (name[i] != text[start + i]) {
                return false;
            }
        }
        return true;
    }

    private static int hash(byte[] text, int start, int end) {
        int length = end - start;
        int hash = length * 31 + text[start];
        hash = hash * 31 + text[end - 1];
        hash = hash * 31 + text[start + length / 2];
        hash = hash * 31 + text[start + length / 4];
        hash = hash * 31 + text[start + length * 3 / 4];
        return hash ^ (hash >>> 11);
    }
}
