package io.github.tfmobile.registry;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Ops that a graph does not show but the runtime of a release adds to it, and ops that it shows but the runtime replaces.
 *
 * @param added the ops of the nodes that each part of the runtime makes
 * @param replaced ops for which the release has no kernel, because a pass replaces them before one is looked up
 */
public record RuntimeOps(SortedMap<Part, SortedSet<String>> added, SortedSet<String> replaced) {

    /** A runtime that adds nothing. */
    public static final RuntimeOps NONE = new RuntimeOps(new TreeMap<>(), new TreeSet<>());

    /** A part of the runtime that makes nodes. */
    public enum Part {
        /** Puts feeds and fetches into the graph of a session's run. */
        FEEDS_AND_FETCHES,
        /** Puts what it has computed in place of nodes. */
        CONSTANT_FOLDING,
        /** Gives each graph its first and its last node. */
        GRAPH,
        /** Puts the body of a function in place of its call. */
        CALLS,
        /** Lowers {@code If}. */
        IF,
        /** Lowers {@code While}. */
        WHILE,
        /** Lowers {@code Case}. */
        CASE,
        /** Replaces {@code AccumulateNV2}. */
        ACCUMULATION,
        /** Replaces {@code ParallelConcat}. */
        PARALLEL_CONCAT
    }

    /** Copies the collections; parts that make nothing are left out. */
    public RuntimeOps {
        SortedMap<Part, SortedSet<String>> copy = new TreeMap<>();
        added.forEach((part, ops) -> {
            if (!ops.isEmpty()) {
                copy.put(part, Collections.unmodifiableSortedSet(new TreeSet<>(ops)));
            }
        });
        added = Collections.unmodifiableSortedMap(copy);
        replaced = Collections.unmodifiableSortedSet(new TreeSet<>(replaced));
    }

    /** The ops of the nodes that a part makes. */
    public SortedSet<String> addedBy(Part part) {
        SortedSet<String> ops = added.get(part);
        return ops == null ? Collections.emptySortedSet() : ops;
    }
}
