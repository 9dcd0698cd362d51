package io.github.tfmobile.registry.scan.registration;

import io.github.tfmobile.registry.cpp.source.CppFile;
import java.util.function.IntPredicate;

/**
 * From where a name is looked up.
 *
 * @param unit the file that is compiled
 * @param included whether it has included a file, by index, so far
 */
record Scope(CppFile unit, IntPredicate included) {}
