package io.github.tfmobile.registry.bazel;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A target as the call of its rule declares it, the same in every configuration.
 *
 * @param label its name
 * @param kind the rule: {@code cc_library}, {@code filegroup}, ...
 * @param attributes the attributes as they stand in the file: {@code select}s are not decided
 * @param line the line in the BUILD file of the outermost call that makes it, from 1
 */
record RuleDeclaration(Label label, String kind, Map<String, Object> attributes, int line) {

    /** Copies the attributes and keeps their order. */
    RuleDeclaration {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }
}
