package io.github.tfmobile.graph.freeze.model;

import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.NodeInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a SavedModel is fed.
 *
 * @param inputs what a request names, and the signatures' arguments when it names nothing else
 * @param arguments the signatures' other arguments: inputs as well as far as they are still needed
 */
record SignatureInputs(List<InputSpec> inputs, List<InputSpec> arguments) {

    /**
     * The arguments of signatures and what a request names: arguments, perhaps narrower than the signature says, and tensors
     * further inside.
     *
     * @param arguments the signatures' arguments
     * @param names what a user may call each of them
     */
    static SignatureInputs of(List<InputSpec> requested, List<InputSpec> arguments, Map<String, NodeInput> names) {
        Map<NodeInput, InputSpec> fed = new LinkedHashMap<>();
        boolean cuts = false;
        for (InputSpec input : requested) {
            NodeInput argument = names.get(input.tensor().toString());
            cuts |= argument == null;
            NodeInput tensor = argument == null ? input.tensor() : argument;
            fed.put(tensor, new InputSpec(tensor, input.dtype(), input.shape()));
        }
        List<InputSpec> others = new ArrayList<>();
        for (InputSpec argument : arguments) {
            InputSpec declared = fed.get(argument.tensor());
            if (declared == null) {
                others.add(argument);
            } else {
                fed.put(
                        argument.tensor(),
                        new InputSpec(
                                argument.tensor(),
                                declared.dtype() == null ? argument.dtype() : declared.dtype(),
                                declared.shape() == null ? argument.shape() : declared.shape()));
            }
        }
        if (!cuts) {
            others.forEach(argument -> fed.put(argument.tensor(), argument));
            others.clear();
        }
        return new SignatureInputs(List.copyOf(fed.values()), List.copyOf(others));
    }
}
