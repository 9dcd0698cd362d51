package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.GraphIndex;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/** The outputs of a node. */
final class Ports {

    private Ports() {}

    /** The outputs that some nodes read. */
    static SortedSet<Integer> read(GraphIndex index, int node, IntPredicate by) {
        SortedSet<Integer> ports = new TreeSet<>();
        index.readers(node, (reader, input) -> {
            if (index.port(reader, input) >= 0 && by.test(reader)) {
                ports.add(index.port(reader, input));
            }
            return true;
        });
        return ports;
    }
}
