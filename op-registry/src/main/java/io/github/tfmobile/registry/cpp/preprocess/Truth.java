package io.github.tfmobile.registry.cpp.preprocess;

import org.jspecify.annotations.Nullable;

/** What is known of a condition when not every macro is. */
enum Truth {
    FALSE,
    TRUE,
    /** It holds in some build and not in another. */
    UNKNOWN;

    /** That of a value; null is a value that differs between builds. */
    static Truth of(@Nullable Long value) {
        return value == null ? UNKNOWN : of(value != 0);
    }

    static Truth of(boolean holds) {
        return holds ? TRUE : FALSE;
    }

    Truth and(Truth other) {
        return this == FALSE || other == FALSE ? FALSE : this == TRUE ? other : UNKNOWN;
    }

    Truth not() {
        return switch (this) {
            case FALSE -> TRUE;
            case TRUE -> FALSE;
            case UNKNOWN -> UNKNOWN;
        };
    }
}
