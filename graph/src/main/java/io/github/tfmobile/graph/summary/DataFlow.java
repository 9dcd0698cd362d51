package io.github.tfmobile.graph.summary;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.Node;
import io.github.tfmobile.graph.NodeInput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who reads whom: walks along the edges of a graph. */
final class DataFlow {

    private final Graph graph;
    private final Map<String, List<Node>> readers = new HashMap<>();

    DataFlow(Graph graph) {
        this.graph = graph;
        for (Node node : graph.all()) {
            for (NodeInput input : node.inputs()) {
                if (!input.isControl()) {
                    readers.computeIfAbsent(input.toString(), key -> new ArrayList<>())
                            .add(node);
                }
            }
        }
    }

    /** All that depends on a tensor. */
    Set<String> descendants(NodeInput tensor) {
        return descendants(readers.getOrDefault(tensor.toString(), List.of()));
    }

    /** The names of the nodes of a kind, in file order. */
    Set<String> names(Predicate<Node> which) {
        return graph.all().stream().filter(which).map(Node::name).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The nodes of these names and all that depends on them. */
    Set<String> descendantsAndSelf(Set<String> seeds) {
        return descendants(
                seeds.stream().map(graph::named).filter(Objects::nonNull).toList());
    }

    /** The given nodes and all that read them, directly or not, through data edges. */
    Set<String> descendants(Collection<? extends @Nullable Node> seeds) {
        Set<String> seen = new LinkedHashSet<>();
        Deque<Node> open = new ArrayDeque<>();
        for (Node seed : seeds) {
            if (seed != null && seen.add(seed.name())) {
                open.add(seed);
            }
        }
        while (!open.isEmpty()) {
            String name = open.remove().name();
            for (Node reader : graph.readers(name)) {
                boolean data = reader.inputs().stream()
                        .anyMatch(input -> !input.isControl() && input.node().equals(name));
                if (data && seen.add(reader.name())) {
                    open.add(reader);
                }
            }
        }
        return seen;
    }

    /** The nodes of these names and all that they depend on. */
    Set<String> ancestors(List<String> names) {
        Set<String> seen = new LinkedHashSet<>(names);
        Deque<String> open = new ArrayDeque<>(names);
        while (!open.isEmpty()) {
            Node node = graph.named(open.remove());
            if (node != null) {
                for (NodeInput each : node.inputs()) {
                    String input = each.node();
                    if (seen.add(input)) {
                        open.add(input);
                    }
                }
            }
        }
        return seen;
    }
}
