package io.github.tfmobile.engine.setting;

/** What a setting belongs to. */
public enum SettingScope {
    /** One model, by what it is and where it is. */
    MODEL,
    /** One model, or all of them at once. */
    EVERY_MODEL,
    /** One target. */
    TARGET,
    /** One thing that a target's build contains besides what the models show. */
    INCLUDE,
    /** The whole run. */
    RUN,
    /** A scan of a source tree. */
    SCAN,
    /** A search for where an op is implemented. */
    FIND,
    /** A check of a native library. */
    LIBRARY
}
