package io.github.tfmobile.graph.freeze.variable;

import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.analysis.Liveness;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.function.FunctionLibrary;
import io.github.tfmobile.graph.op.OpTraits;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;
import java.util.function.Consumer;

/** Keeps what the outputs need, without updates that only change variables for later runs. */
public final class DropUpdates implements Transform {

    private final FreezeOptions options;
    private final Consumer<String> changed;

    /**
     * The pass for a choice of variables.
     *
     * @param changed takes the variables that a run of the outputs changed until now
     */
    public DropUpdates(FreezeOptions options, Consumer<String> changed) {
        this.options = options;
        this.changed = changed;
    }

    @Override
    public String name() {
        return "updates";
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) {
        FunctionLibrary library = new FunctionLibrary(graph.library(), context.ops(), null);
        // What the outputs do not need in any case, as what saves and trains, is not looked at.
        Graph reached = Liveness.extract(graph, context.outputNodes());
        if (reached.index().ops().stream().noneMatch(OpTraits::takesVariable)) {
            return reached;
        }
        VariableUpdates updates = new VariableUpdates(reached, options::freezes, node -> {
            FunctionCall call = FunctionCall.of(node, library);
            return call != null && call.isDeferred();
        });
        VariableUpdates.Needed needed = updates.by(context.outputNodes());
        needed.changed().forEach(changed);
        return needed.graph();
    }
}
