package io.github.tfmobile.graph;

/**
 * Something that is found out about a graph when first asked for, kept with it and handed on to the graphs that are made
 * of it ({@link Graph#analysis}). Two analyses that are equal have the same result.
 *
 * @param <T> the result; immutable as the graph is, or filled as it is asked
 */
public interface Analysis<T> {

    /** The result for a graph. */
    T of(Graph graph);

    /**
     * The result for a graph that was made of another one by an edit: the same as {@link #of} gives, found with the help
     * of what is known of the other.
     *
     * @param graph the graph
     * @param earlier the index of the graph that it was made of
     * @param known the result for that
     */
    default T after(Graph graph, GraphIndex earlier, T known) {
        return of(graph);
    }

    /** Whether graphs that are made of this one are told the result: what they cannot use is not kept for them. */
    default boolean isHandedOn() {
        return true;
    }
}
