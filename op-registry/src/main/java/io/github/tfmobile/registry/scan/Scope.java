package io.github.tfmobile.registry.scan;

import java.util.BitSet;

/**
 * From where a name is looked up.
 *
 * @param unit the file that is compiled
 * @param included the files that it has included so far, by index
 */
record Scope(SourceFile unit, BitSet included) {}
