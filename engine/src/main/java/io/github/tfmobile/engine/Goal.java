package io.github.tfmobile.engine;

/** What the engine does with models. */
public enum Goal {
    /** Freezes, transforms, checks, generates and reports. */
    PREPARE,
    /** Freezes. */
    FREEZE,
    /** Freezes where needed and transforms. */
    TRANSFORM,
    /** Prepares models and fails when the target does not register what they need; writes the report. */
    CHECK,
    /** Prepares and checks models and writes what a build for the target takes in. */
    GENERATE,
    /** Prepares models and writes the report, whatever it says. */
    REPORT,
    /** Summarises models as they are. */
    SUMMARIZE;

    /** Whether models are made as they are shipped. */
    public boolean writesFinalModels() {
        return this != FREEZE && this != SUMMARIZE;
    }

    /** Whether what a build for the target takes in is written. */
    public boolean writesBuildFiles() {
        return this == PREPARE || this == GENERATE;
    }
}
