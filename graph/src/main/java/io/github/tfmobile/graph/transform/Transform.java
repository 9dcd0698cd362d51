package io.github.tfmobile.graph.transform;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import java.util.Set;

/**
 * One rewrite of a graph, found by its name in the transform string. Implementations are stateless and have a public
 * constructor without arguments. Users add their own by {@link java.util.ServiceLoader}.
 */
public interface Transform {

    /** The name in the transform string, as in {@code strip_unused_nodes}: letters, digits and underscores. */
    String name();

    /**
     * The names of the arguments it takes; any other is an error in the transform string. {@code ignore_errors} goes
     * without saying.
     */
    default Set<String> arguments() {
        return Set.of();
    }

    /**
     * Whether the user may ask it for nodes that no longer agree with their op's definition, as a transform that
     * removes an attr or renames an op does. The graph is then checked after it for its edges alone.
     */
    default boolean mayBreakOpDefinitions() {
        return false;
    }

    /**
     * Whether it also takes the argument {@code functions}. With {@code functions=true} it is applied to each function
     * of the library, too, as if its body were a graph with the arguments as inputs and the results as outputs.
     */
    default boolean appliesToFunctions() {
        return false;
    }

    /**
     * Whether it drops all nodes that the outputs do not need and copes with those that read from nodes that are not
     * there. As the first of a pipeline such a transform is given graphs that would be refused otherwise.
     */
    default boolean dropsUnreachable() {
        return false;
    }

    /**
     * Rewrites the graph.
     *
     * @throws ProblemException if the graph or an argument does not suit this transform
     */
    Graph apply(Graph graph, TransformContext context) throws ProblemException;
}
