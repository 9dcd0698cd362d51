package io.github.tfmobile.graph;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was found out about a graph, and about the graph that it was made of. Thread-safe. */
final class Analyses {

    /** What is known of an earlier graph. */
    private record Earlier(GraphIndex index, Map<Analysis<?>, Object> results) {}

    private final Map<Analysis<?>, Object> results = new HashMap<>();
    private final @Nullable Earlier earlier;

    /** Nothing is known yet. */
    Analyses() {
        this(null);
    }

    private Analyses(@Nullable Earlier earlier) {
        this.earlier = earlier;
    }

    /** For a graph that is made of this one. */
    synchronized Analyses handedOn(@Nullable GraphIndex index) {
        Map<Analysis<?>, Object> handed = new HashMap<>(results);
        handed.keySet().removeIf(analysis -> !analysis.isHandedOn());
        return index == null || handed.isEmpty()
                ? new Analyses(earlier)
                : new Analyses(new Earlier(index, Map.copyOf(handed)));
    }

    /** The result of an analysis. */
    @SuppressWarnings("unchecked") // each analysis is the key of its own result
    synchronized <T> T of(Analysis<T> analysis, Graph graph) {
        T known = (T) results.get(analysis);
        if (known == null) {
            T then = earlier == null ? null : (T) earlier.results().get(analysis);
            known = earlier == null || then == null ? analysis.of(graph) : analysis.after(graph, earlier.index(), then);
            results.put(analysis, known);
        }
        return known;
    }
}
