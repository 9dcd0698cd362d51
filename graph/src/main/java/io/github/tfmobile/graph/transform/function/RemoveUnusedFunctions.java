package io.github.tfmobile.graph.transform.function;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.function.CallGraph;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import org.tensorflow.proto.FunctionDefLibrary;

/**
 * {@code remove_unused_functions}, which the Graph Transform Tool does not have: leaves in the function library what
 * the nodes call, directly or through other functions.
 */
@AutoService(Transform.class)
public final class RemoveUnusedFunctions implements Transform {

    @Override
    public String name() {
        return "remove_unused_functions";
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        FunctionDefLibrary needed = new CallGraph(graph.library()).needed(graph.all());
        return needed.getFunctionCount() == graph.library().getFunctionCount() ? graph : graph.withLibrary(needed);
    }
}
