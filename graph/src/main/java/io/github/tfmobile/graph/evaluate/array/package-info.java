/** Kernels that move elements: shapes, slices, joins, gathers; and those of strings. */
@NullMarked
package io.github.tfmobile.graph.evaluate.array;

import org.jspecify.annotations.NullMarked;
