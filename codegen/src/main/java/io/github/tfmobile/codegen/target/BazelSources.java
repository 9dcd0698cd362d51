package io.github.tfmobile.codegen.target;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where the BUILD files of a tree have some source files.
 *
 * @param library the label of the library that mobile builds of the tree link, with all its kernels; empty when there is none
 * @param targets the targets that compile the files for the platform, each with those that it compiles
 * @param groups the groups that list files for the mobile library, each with those that it lists
 * @param additions the groups that would have to list the other files, each with those
 * @param headers the headers of kernels that the files include and the runtime below the mobile library lacks, as labels
 */
public record BazelSources(
        String library,
        SortedMap<String, SortedSet<String>> targets,
        SortedMap<String, SortedSet<String>> groups,
        SortedMap<String, SortedSet<String>> additions,
        SortedSet<String> headers) {

    /** Copies the collections. */
    public BazelSources {
        targets = Collections.unmodifiableSortedMap(new TreeMap<>(targets));
        groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
        additions = Collections.unmodifiableSortedMap(new TreeMap<>(additions));
        headers = Collections.unmodifiableSortedSet(new TreeSet<>(headers));
    }
}
