package io.github.tfmobile.engine.build;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.function.CallGraph;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.op.OpTrait;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What reads a file of a SavedModel, as a user knows it: the name of the file often lies in a variable on its way to what
 * fills a lookup table.
 */
final class AssetReaders {

    private AssetReaders() {}

    /** The nodes that take the name of a file which a node gives, with their ops. */
    static SortedSet<String> of(Graph graph, String file) {
        SortedSet<String> readers = new TreeSet<>();
        SortedSet<String> direct = new TreeSet<>();
        Set<String> seen = new HashSet<>(Set.of(file));
        Deque<String> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            String at = open.remove();
            for (Node reader : graph.readers(at)) {
                if (at.equals(file)) {
                    direct.add(text(graph, reader));
                }
                String next = next(graph, at, reader);
                if (next != null && seen.add(next)) {
                    open.add(next);
                } else if (next == null && !isUpkeep(reader)) {
                    readers.add(text(graph, reader));
                }
            }
        }
        return readers.isEmpty() ? direct : readers;
    }

    /** The node that has the value behind a reader: the reader itself, or the variable that it sets; null for others. */
    private static @Nullable String next(Graph graph, String at, Node reader) {
        if (reader.is("Identity") || reader.is(OpTrait.VARIABLE_READ)) {
            return reader.name();
        }
        boolean sets = reader.is(OpTrait.VARIABLE_UPDATE)
                && reader.inputs().size() > 1
                && reader.input(1).node().equals(at);
        Node variable = sets ? graph.named(reader.input(0).node()) : null;
        return variable != null && variable.is(OpTrait.VARIABLE) ? variable.name() : null;
    }

    /** Whether a node only keeps a variable. */
    private static boolean isUpkeep(Node node) {
        return node.is(OpTrait.VARIABLE_UPDATE) || node.is(OpTrait.VARIABLE_QUERY) || node.is(OpTrait.CHECKPOINT);
    }

    /** A node with its op, or with what fills tables of files in the functions that it calls. */
    private static String text(Graph graph, Node node) {
        SortedSet<String> fills = new TreeSet<>();
        new CallGraph(graph.library())
                .needed(List.of(node))
                .getFunctionList()
                .forEach(function -> FunctionLibrary.nodes(function).stream()
                        .filter(inner -> inner.is(OpTrait.TABLE_FROM_FILE))
                        .forEach(inner -> fills.add(inner.op())));
        return node.name() + " (" + (fills.isEmpty() ? node.op() : String.join(", ", fills)) + ")";
    }
}
