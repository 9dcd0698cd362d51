/** Transforms that make weights and computations smaller at the price of precision. */
@NullMarked
package io.github.tfmobile.graph.transform.quantize;

import org.jspecify.annotations.NullMarked;
