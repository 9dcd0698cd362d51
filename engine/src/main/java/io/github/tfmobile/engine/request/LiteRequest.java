package io.github.tfmobile.engine.request;

/**
 * What is asked for a TensorFlow Lite model, which is shipped as it is.
 *
 * @param name the model's name
 * @param source where it is read from
 */
public record LiteRequest(String name, ModelSource.LiteFile source) implements ModelRequest {}
