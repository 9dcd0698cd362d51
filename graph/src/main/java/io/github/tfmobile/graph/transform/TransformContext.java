package io.github.tfmobile.graph.transform;

import io.github.tfmobile.graph.InputSpec;
import io.github.tfmobile.graph.NodeInput;
import io.github.tfmobile.graph.evaluate.Evaluator;
import io.github.tfmobile.registry.OpDefs;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a transform is called with.
 *
 * @param inputs the model's inputs; what they declare holds where the transform's own arguments are silent
 * @param outputs the model's outputs
 * @param arguments the arguments in the transform string, by name, repeated ones in order
 * @param ops the op definitions that give missing attrs their defaults
 * @param evaluator computes constants
 * @param baseDirectory what relative file arguments are resolved against
 * @param debug takes notes of what was left alone and why, one line each
 */
public record TransformContext(
        List<InputSpec> inputs,
        List<NodeInput> outputs,
        Map<String, List<String>> arguments,
        OpDefs ops,
        Evaluator evaluator,
        Path baseDirectory,
        Consumer<String> debug) {}
