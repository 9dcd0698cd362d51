package io.github.tfmobile.registry.link;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The identifiers of some files: one string for each, found by the bytes of a text. Thread-safe: a word is only ever
 * added, so whoever does not see it looks again under the lock.
 */
final class Words {

    private volatile @Nullable String[] table = new String[1 << 16];
    private int size;

    /** The identifier, of ASCII characters, between two offsets. */
    String of(byte[] text, int start, int end) {
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + text[i];
        }
        String known = find(table, text, start, end, hash);
        return known != null ? known : add(text, start, end, hash);
    }

    private synchronized String add(byte[] text, int start, int end, int hash) {
        String known = find(table, text, start, end, hash);
        if (known != null) {
            return known;
        }
        String word = new String(text, start, end - start, StandardCharsets.ISO_8859_1);
        @Nullable String[] words = table;
        if (++size * 2 > words.length) {
            @Nullable String[] larger = new String[words.length * 2];
            for (String moved : words) {
                if (moved != null) {
                    put(larger, moved);
                }
            }
            put(larger, word);
            table = larger;
        } else {
            put(words, word);
        }
        return word;
    }

    private static void put(@Nullable String[] table, String word) {
        int slot = slot(word.hashCode(), table.length);
        while (table[slot] != null) {
            slot = (slot + 1) & (table.length - 1);
        }
        table[slot] = word;
    }

    private static @Nullable String find(@Nullable String[] table, byte[] text, int start, int end, int hash) {
        int slot = slot(hash, table.length);
        for (String word = table[slot]; word != null; word = table[slot]) {
            if (word.hashCode() == hash && equal(word, text, start, end)) {
                return word;
            }
            slot = (slot + 1) & (table.length - 1);
        }
        return null;
    }

    private static int slot(int hash, int length) {
        return (hash ^ hash >>> 15) & (length - 1);
    }

    private static boolean equal(String word, byte[] text, int start, int end) {
        if (word.length() != end - start) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) != text[start + i]) {
                return false;
            }
        }
        return true;
    }
}
