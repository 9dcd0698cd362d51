package io.github.tfmobile.registry.binary;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.binary.NativeLibrary.Occurrence;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks for many texts at once where C++ strings end: from each zero byte backwards, in a tree of the texts written
 * backwards and without spaces. Each byte of a file is looked at once, and memory does not depend on the file.
 */
final class TextSearch {

    private static final int CHUNK = 1 << 20;
    /** How long a string is looked at: more than any class text has. */
    private static final int KEPT = 1 << 16;

    private static final int NONE = -1;
    private static final int ROOT = 0;

    private byte[] letters = new byte[1 << 12];
    private int[] firstChild = new int[1 << 12];
    private int[] nextSibling = new int[1 << 12];
    private int[] textAt = new int[1 << 12];
    private int nodes;
    /** The texts of each group that is the same without spaces. */
    private final List<List<String>> groups = new ArrayList<>();

    private TextSearch() {
        add((byte) 0);
    }

    /** A search for these texts, which are ASCII and not empty. */
    static TextSearch of(Collection<String> texts) {
        TextSearch search = new TextSearch();
        texts.stream().distinct().sorted().forEach(search::put);
        return search;
    }

    private int add(byte letter) {
        if (nodes == letters.length) {
            int room = 2 * nodes;
            letters = Arrays.copyOf(letters, room);
            firstChild = Arrays.copyOf(firstChild, room);
            nextSibling = Arrays.copyOf(nextSibling, room);
            textAt = Arrays.copyOf(textAt, room);
        }
        letters[nodes] = letter;
        firstChild[nodes] = NONE;
        nextSibling[nodes] = NONE;
        textAt[nodes] = NONE;
        return nodes++;
    }

    private void put(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int node = ROOT;
        for (int i = bytes.length - 1; i >= 0; i--) {
            if (bytes[i] != ' ') {
                int next = child(node, bytes[i]);
                if (next == NONE) {
                    next = add(bytes[i]);
                    nextSibling[next] = firstChild[node];
                    firstChild[node] = next;
                }
                node = next;
            }
        }
        if (node != ROOT) {
            if (textAt[node] == NONE) {
                textAt[node] = groups.size();
                groups.add(new ArrayList<>());
            }
            groups.get(textAt[node]).add(text);
        }
    }

    private int child(int node, byte letter) {
        int child = firstChild[node];
        while (child != NONE && letters[child] != letter) {
            child = nextSibling[child];
        }
        return child;
    }

    /**
     * The texts that occur in the constants of one architecture, with how. What is only the end of a longer string is there
     * if code refers to it, where that can be found out.
     *
     * @throws ProblemException if the file cannot be read to its end
     */
    Map<String, Occurrence> in(BinaryFile file, LibraryReader.Slice slice) throws ProblemException {
        BitSet whole = new BitSet(groups.size());
        Tails tails = new Tails();
        List<Region> regions = Region.distinct(slice.constants());
        byte[] bytes = new byte[Region.bufferSize(regions, KEPT + CHUNK)];
        for (Region region : regions) {
            int kept = 0;
            for (long at = region.offset(); at < region.end(); ) {
                int length = (int) Math.min(bytes.length - kept, region.end() - at);
                file.read(at, ByteBuffer.wrap(bytes, kept, length));
                for (int i = kept; i < kept + length; i++) {
                    if (bytes[i] == 0) {
                        backwards(bytes, i, region.addressOf(at - kept), whole, tails);
                    }
                }
                at += length;
                int end = kept + length;
                kept = Math.min(KEPT, end);
                System.arraycopy(bytes, end - kept, bytes, 0, kept);
            }
        }
        boolean referenced = !slice.code().isEmpty() && CodeReferences.understands(slice.architecture());
        if (referenced) {
            whole.or(tails.referenced(file, slice));
        }
        Map<String, Occurrence> found = new HashMap<>();
        for (int i = 0; i < groups.size(); i++) {
            if (whole.get(i)) {
                groups.get(i).forEach(text -> found.put(text, Occurrence.WHOLE));
            } else if (tails.groups.get(i) && (!referenced || tails.full())) {
                groups.get(i).forEach(text -> found.put(text, Occurrence.TAIL));
            }
        }
        return found;
    }

    /**
     * Follows a string from its end to its start.
     *
     * @param address the address of the first of the bytes
     */
    private void backwards(byte[] bytes, int end, long address, BitSet whole, Tails tails) {
        int node = ROOT;
        for (int i = end - 1; i >= 0; i--) {
            if (bytes[i] == ' ') {
                continue;
            }
            node = child(node, bytes[i]);
            if (node == NONE) {
                return;
            }
            int group = textAt[node];
            if (group != NONE && !whole.get(group)) {
                if (i > 0 && isText(bytes[i - 1])) {
                    tails.add(group, address + i);
                } else {
                    whole.set(group);
                }
            }
        }
    }

    private static boolean isText(byte letter) {
        return letter >= ' ' && letter < 0x7f;
    }

    /** Where texts are the end of something. */
    private static final class Tails {

        /** More than any library has; a damaged one must not fill the memory. */
        private static final int MAX = 1 << 21;

        private final BitSet groups = new BitSet();
        private long[] addresses = new long[1 << 10];
        private int[] groupAt = new int[1 << 10];
        private int count;

        void add(int group, long address) {
            groups.set(group);
            if (count == addresses.length && count < MAX) {
                addresses = Arrays.copyOf(addresses, 2 * count);
                groupAt = Arrays.copyOf(groupAt, 2 * count);
            }
            if (count < addresses.length) {
                addresses[count] = address;
                groupAt[count] = group;
                count++;
            }
        }

        /** Whether there were more than are remembered. */
        boolean full() {
            return count == MAX;
        }

        /** Those of the texts that code refers to. */
        BitSet referenced(BinaryFile file, LibraryReader.Slice slice) throws ProblemException {
            long[] sorted = Arrays.copyOf(addresses, count);
            Arrays.sort(sorted);
            BitSet found = CodeReferences.to(sorted, slice.architecture(), file, Region.distinct(slice.code()));
            BitSet referenced = new BitSet();
            for (int i = 0; i < count; i++) {
                if (found.get(Arrays.binarySearch(sorted, addresses[i]))) {
                    referenced.set(groupAt[i]);
                }
            }
            return referenced;
        }
    }
}
