package io.github.tfmobile.graph.freeze.model;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.registry.OpDefs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a SavedModel is fed and gives, under the names that it has when it is frozen.
 *
 * @param inputs the arguments of its signatures
 * @param outputs their results
 */
public record SignatureEndpoints(List<InputSpec> inputs, List<InputSpec> outputs) {

    /** Copies the lists. */
    public SignatureEndpoints {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * Reads them as freezing does.
     *
     * @param source a SavedModel with the signatures that are meant
     * @throws ProblemException if freezing cannot read it either
     */
    public static SignatureEndpoints of(OpenModel.SavedModelDirectory source, OpDefs ops) throws ProblemException {
        FreezeRequest request = new FreezeRequest(
                source, List.of(), List.of(), FreezeOptions.DEFAULTS, ops, (node, inputs) -> Optional.empty());
        LoadedModel model = new SavedModelLoader(source, request, new ArrayList<>()).load();
        return new SignatureEndpoints(model.inputs(), model.outputs());
    }
}
