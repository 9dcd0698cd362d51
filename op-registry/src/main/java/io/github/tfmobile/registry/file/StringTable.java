package io.github.tfmobile.registry.file;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The strings of a registry file, sorted, each stored as the length of what it shares with the one before and the rest.
 * While a file is written, all strings are added first; the first question for a place sorts them.
 */
final class StringTable {

    private final Set<String> collected = new HashSet<>();
    private final Map<String, Integer> indices = new HashMap<>();
    private String[] sorted = {};

    /** Adds a string, before any place is asked for. */
    void add(String text) {
        collected.add(text);
    }

    /** The place of a string that was added. */
    int index(String text) {
        Integer index = indices().get(text);
        if (index == null) {
            throw new IllegalStateException("a string was not collected: " + text);
        }
        return index;
    }

    private Map<String, Integer> indices() {
        if (indices.isEmpty()) {
            sorted = collected.toArray(sorted);
            Arrays.sort(sorted);
            for (String text : sorted) {
                indices.put(text, indices.size());
            }
        }
        return indices;
    }

    void write(Sink sink) {
        sink.number(indices().size());
        byte[] previous = {};
        for (String text : sorted) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            int shared = 0;
            while (shared < Math.min(previous.length, bytes.length) && previous[shared] == bytes[shared]) {
                shared++;
            }
            sink.number(shared);
            byte[] rest = new byte[bytes.length - shared];
            System.arraycopy(bytes, shared, rest, 0, rest.length);
            sink.bytes(rest);
            previous = bytes;
        }
    }

    /** Reads a table; the strings must not take more than {@code limit} bytes, which sharing makes possible. */
    static List<String> read(Source source, long limit) throws CorruptRegistryException {
        int count = source.count();
        List<String> strings = new ArrayList<>(count);
        byte[] previous = {};
        long total = 0;
        for (int i = 0; i < count; i++) {
            int shared = source.index(previous.length + 1);
            byte[] rest = source.bytes();
            total += shared + rest.length;
            if (total > limit) {
                throw new CorruptRegistryException("the strings are too long");
            }
            byte[] bytes = new byte[shared + rest.length];
            System.arraycopy(previous, 0, bytes, 0, shared);
            System.arraycopy(rest, 0, bytes, shared, rest.length);
            strings.add(new String(bytes, StandardCharsets.UTF_8));
            previous = bytes;
        }
        return strings;
    }
}
