package io.github.tfmobile.registry.scan;

import java.util.function.IntPredicate;

/**
 * From where a name is looked up.
 *
 * @param unit the file that is compiled
 * @param included whether it has included a file, by index, so far
 */
record Scope(SourceFile unit, IntPredicate included) {}
