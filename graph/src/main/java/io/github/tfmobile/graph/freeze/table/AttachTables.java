package io.github.tfmobile.graph.freeze.table;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.freeze.state.TrainedState;
import io.github.tfmobile.graph.freeze.state.VariableValues;
import io.github.tfmobile.graph.transform.Transform;
import io.github.tfmobile.graph.transform.TransformContext;

/** Keeps lookup tables working where nothing but the outputs is run: what takes a table waits for its initializer. */
public final class AttachTables implements Transform {

    private final TrainedState state;

    /**
     * The pass for a model.
     *
     * @param state the model before anything of it was dropped
     */
    public AttachTables(TrainedState state) {
        this.state = state;
    }

    @Override
    public String name() {
        return "tables";
    }

    @Override
    public Graph apply(Graph graph, TransformContext context) throws ProblemException {
        VariableValues values = state.values();
        return new TableInitializers(state, context.warn()).attach(graph, context.outputNodes(), values::readTensor);
    }
}
