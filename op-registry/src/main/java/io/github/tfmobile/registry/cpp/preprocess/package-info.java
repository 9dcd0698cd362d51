/** Preprocesses translation units, in many configurations at once: macros, conditions, includes. */
@NullMarked
package io.github.tfmobile.registry.cpp.preprocess;

import org.jspecify.annotations.NullMarked;
