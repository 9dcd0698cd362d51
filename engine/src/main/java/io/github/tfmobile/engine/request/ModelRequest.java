package io.github.tfmobile.engine.request;

/** What is asked for one model. */
public sealed interface ModelRequest permits GraphRequest, LiteRequest {

    /** The model's name. */
    String name();

    /** Where it is read from. */
    ModelSource source();
}
