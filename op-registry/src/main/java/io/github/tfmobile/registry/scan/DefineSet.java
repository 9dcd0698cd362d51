package io.github.tfmobile.registry.scan;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One world to scan for: the macros that are defined before the first line of a translation unit.
 *
 * @param name what the world is called
 * @param defines macro name (or {@code NAME(params)}) to replacement text, as a compiler's {@code -D} takes them
 * @param undefined names that stay undefined whatever the sources say, as if every {@code #define} of them were skipped
 */
public record DefineSet(String name, SortedMap<String, String> defines, SortedSet<String> undefined) {

    /** Copies map and set. */
    public DefineSet {
        defines = Collections.unmodifiableSortedMap(new TreeMap<>(defines));
        undefined = Collections.unmodifiableSortedSet(new TreeSet<>(undefined));
    }
}
