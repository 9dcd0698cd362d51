package io.github.tfmobile.graph.transform.structure;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.match.ExecutionOrder;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.stream.Collectors;

/** {@code sort_by_execution_order}: every node after those that it reads or waits for, but for the loops of v1. */
public final class SortByExecutionOrder implements Transform {

    private static final int SHOWN = 5;

    @Override
    public String name() {
        return "sort_by_execution_order";
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        ExecutionOrder order = ExecutionOrder.of(graph);
        if (!order.stuck().isEmpty()) {
            throw context.problem(
                    "finds " + order.stuck().size() + " nodes that wait for each other: "
                            + order.stuck().stream()
                                    .limit(SHOWN)
                                    .map(node -> '"' + node.name() + '"')
                                    .collect(Collectors.joining(", "))
                            + (order.stuck().size() > SHOWN ? ", ..." : ""),
                    "break the cycle");
        }
        return graph.with(order.nodes());
    }
}
