package io.github.tfmobile.engine.request;

import io.github.tfmobile.graph.Endpoints;
import io.github.tfmobile.graph.freeze.model.FreezeOptions;
import io.github.tfmobile.graph.transform.TransformPipeline;

/**
 * What is asked for a model of TensorFlow: its configuration, read and checked.
 *
 * @param name the model's name
 * @param source where it is read from
 * @param endpoints inputs and outputs as configured; empty where a signature has them
 * @param options how it is frozen
 * @param transforms the transform string
 * @param pipeline the transforms that the string names
 * @param verify whether the graph is run before and after the transforms
 * @param assets whether the assets that the final graph does not absorb are copied beside it
 */
public record GraphRequest(
        String name,
        ModelSource.GraphSource source,
        Endpoints endpoints,
        FreezeOptions options,
        String transforms,
        TransformPipeline pipeline,
        boolean verify,
        boolean assets)
        implements ModelRequest {}
