package io.github.tfmobile.graph.transform;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.registry.problem.ProblemException;

/**
 * One rewrite of a graph, found by its name in the transform string. Implementations are stateless. Users add their own
 * by {@link java.util.ServiceLoader}.
 */
public interface Transform {

    /** The name in the transform string, as in {@code strip_unused_nodes}. */
    String name();

    /**
     * Rewrites the graph.
     *
     * @throws ProblemException if the graph or an argument does not suit this transform
     */
    Graph apply(Graph graph, TransformContext context) throws ProblemException;
}
