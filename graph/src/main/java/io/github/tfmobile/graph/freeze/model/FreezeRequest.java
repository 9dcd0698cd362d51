package io.github.tfmobile.graph.freeze.model;

import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.evaluate.Evaluator;
import io.github.tfmobile.registry.OpDefs;
import java.util.List;

/**
 * What to freeze and how.
 *
 * @param source the model
 * @param inputs the tensors that will be fed; what only they need may keep variables that the checkpoint lacks. Empty
 *     for those of a SavedModel's signature, or when all is needed
 * @param outputs the tensors that are wanted; empty for those of a SavedModel's signature
 * @param options how
 * @param ops op definitions of a release as new as the one that wrote the model
 * @param evaluator computes what decides a conditional, and what initializer nodes assign
 */
public record FreezeRequest(
        OpenModel source,
        List<InputSpec> inputs,
        List<NodeInput> outputs,
        FreezeOptions options,
        OpDefs ops,
        Evaluator evaluator) {

    /** Copies the lists. */
    public FreezeRequest {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
