package io.github.tfmobile.registry.target;

import java.util.Locale;

/** Which set of dtypes a build registers kernels for. */
public enum Types {
    /** What the platform's own stock build sets. */
    DEFAULT,
    /** {@code __ANDROID_TYPES_SLIM__}. */
    SLIM,
    /** {@code __ANDROID_TYPES_FULL__}. */
    FULL,
    /** {@code SUPPORT_SELECTIVE_REGISTRATION}. */
    SELECTIVE;

    /** The name in configuration, as in {@code selective}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
