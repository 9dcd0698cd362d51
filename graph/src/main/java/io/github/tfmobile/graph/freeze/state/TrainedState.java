package io.github.tfmobile.graph.freeze.state;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.Graph;
import io.github.tfmobile.graph.analysis.ConstantValues;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.freeze.model.FreezeRequest;
import io.github.tfmobile.graph.freeze.model.LoadedModel;
import java.util.Map;
import org.tensorflow.proto.TensorProto;

/**
 * What is known of a model's variables and tables from all of its graph, saving and initializing included.
 *
 * @param whole the graph, function calls written out
 * @param known the tensors whose values do not depend on what is fed
 * @param keys the names in the checkpoint
 * @param assigned what initializer nodes assign after the checkpoint is restored, by variable
 */
public record TrainedState(
        Graph whole,
        ConstantValues known,
        VariableKeys keys,
        Map<String, TensorProto> assigned,
        LoadedModel model,
        FreezeOptions options) {

    /**
     * The state of a model.
     *
     * @param whole the graph as it was loaded, with what restores and initializes
     * @throws ProblemException if the checkpoint cannot be read
     */
    public static TrainedState of(Graph whole, LoadedModel model, FreezeRequest request) throws ProblemException {
        VariableKeys keys = VariableKeys.of(whole, model.saver());
        ConstantValues known = ConstantValues.of(whole, request.ops(), request.evaluator());
        Map<String, TensorProto> assigned =
                InitialValues.of(whole, known, keys, request.options().initializerNodes(), model.initializers());
        return new TrainedState(whole, known, keys, assigned, model, request.options());
    }

    /** Where to find the values of variables. */
    public VariableValues values() throws ProblemException {
        return new VariableValues(model.checkpoint(), model.saver() != null, options.movingAverages(), assigned);
    }
}
