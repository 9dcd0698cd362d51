package io.github.tfmobile.lite.runtime;

import java.util.SortedMap;

/**
 * What the default op resolver of a runtime registers.
 *
 * @param builtin the versions of each builtin op, by its name in the schema
 * @param custom the function in {@code tflite::ops::custom} that gives each custom op, by the op's name
 */
public record RegisteredOps(SortedMap<String, VersionRange> builtin, SortedMap<String, String> custom) {}
