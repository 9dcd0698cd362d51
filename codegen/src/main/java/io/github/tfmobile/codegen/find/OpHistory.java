package io.github.tfmobile.codegen.find;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What of an op came with one release: the first bundled one that has it.
 *
 * @param release the release
 * @param defined whether the op's definition came with it
 * @param values the values of attrs that kernels of the target came to take, by attr
 */
public record OpHistory(String release, boolean defined, SortedMap<String, SortedSet<String>> values) {

    /** Copies the map. */
    public OpHistory {
        SortedMap<String, SortedSet<String>> copy = new TreeMap<>();
        values.forEach((attr, set) -> copy.put(attr, Collections.unmodifiableSortedSet(new TreeSet<>(set))));
        values = Collections.unmodifiableSortedMap(copy);
    }
}
