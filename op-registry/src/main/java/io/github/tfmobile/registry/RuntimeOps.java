package io.github.tfmobile.registry;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the runtime of a release does with graphs: which ops it adds that they do not show, which it replaces, and which are
 * there in every build.
 *
 * @param added the ops of the nodes that each part of the runtime makes
 * @param replaced ops for which the release has no kernel, because a pass replaces them before one is looked up
 * @param system ops that are registered with their kernels whether or not selective registration asks for them
 *     ({@code REGISTER_SYSTEM_OP}, {@code REGISTER_SYSTEM_KERNEL_BUILDER})
 * @param graphVersion the newest version of graphs that it reads ({@code TF_GRAPH_DEF_VERSION}); 0 when not known
 */
public record RuntimeOps(
        SortedMap<Part, SortedSet<String>> added,
        SortedSet<String> replaced,
        SortedSet<String> system,
        int graphVersion) {

    /** A runtime that adds nothing. */
    public static final RuntimeOps NONE = new RuntimeOps(new TreeMap<>(), new TreeSet<>(), new TreeSet<>(), 0);

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
        system = Collections.unmodifiableSortedSet(new TreeSet<>(system));
    }

    /** The ops of the nodes that a part makes. */
    public SortedSet<String> addedBy(Part part) {
        SortedSet<String> ops = added.get(part);
        return ops == null ? Collections.emptySortedSet() : ops;
    }
}
