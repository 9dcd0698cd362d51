package io.github.tfmobile.graph.transform.flow;

import com.google.auto.service.AutoService;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.controlflow.ControlFlowLowering;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.Set;

/**
 * {@code lower_control_flow}: writes If, Case and While out as Switch, Merge, Enter, Exit, NextIteration and LoopCond, for
 * which alone the mobile builds of TensorFlow 1.x have kernels.
 */
@AutoService(Transform.class)
public final class LowerControlFlow implements Transform {

    @Override
    public String name() {
        return "lower_control_flow";
    }

    /** What a function of the user's model holds is not the fault of who writes it out. */
    @Override
    public boolean mayBreakOpDefinitions() {
        return true;
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        FunctionLibrary library = new FunctionLibrary(graph.library(), context.ops(), null);
        return new ControlFlowLowering(library, null).lower(graph, context.protectedNodes(), Set.of());
    }
}
