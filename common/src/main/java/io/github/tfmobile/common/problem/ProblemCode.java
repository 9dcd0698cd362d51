package io.github.tfmobile.common.problem;

import java.util.Locale;

/**
 * The name of a mistake. It stays the same whatever the message says, so that programs and pages can refer to it;
 * docs/problems.md lists all with cause and remedy. Each is given to a {@link Problem} in one place.
 */
public interface ProblemCode {

    /** The name as enums have it. */
    String name();

    /** The name as users read it, as in {@code unknown-node}. */
    default String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
