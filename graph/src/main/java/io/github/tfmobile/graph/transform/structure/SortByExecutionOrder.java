package io.github.tfmobile.graph.transform.structure;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.problem.TransformProblem;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.Collectors;

/** {@code sort_by_execution_order}: every node after those that it reads or waits for, but for the loops of v1. */
@AutoService(Transform.class)
public final class SortByExecutionOrder implements Transform {

    private static final int SHOWN = 5;

    @Override
    public String name() {
        return "sort_by_execution_order";
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        int[] order = graph.index().runOrder();
        int stuck = graph.size() - order.length;
        if (stuck > 0) {
            BitSet others = new BitSet();
            others.set(0, graph.size());
            Arrays.stream(order).forEach(others::clear);
            throw context.problem(
                    TransformProblem.NODES_WAIT_FOR_EACH_OTHER,
                    "finds " + stuck + " nodes that wait for each other: "
                            + others.stream()
                                    .limit(SHOWN)
                                    .mapToObj(number -> '"' + graph.node(number).name() + '"')
                                    .collect(Collectors.joining(", "))
                            + (stuck > SHOWN ? " and others" : ""),
                    "break the cycle");
        }
        return graph.with(Arrays.stream(order).mapToObj(graph::node).toList());
    }
}
