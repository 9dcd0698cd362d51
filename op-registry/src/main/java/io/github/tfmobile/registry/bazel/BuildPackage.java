package io.github.tfmobile.registry.bazel;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The targets of one BUILD file.
 *
 * @param directory the package: its directory relative to the root, with {@code /}
 * @param rules the targets by name, in the order of the file
 */
public record BuildPackage(String directory, Map<String, BuildRule> rules) {

    /** Keeps the order of the rules. */
    public BuildPackage {
        rules = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
    }
}
