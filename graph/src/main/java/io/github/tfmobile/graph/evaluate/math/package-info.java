/** Kernels that compute element by element, reduce and multiply. */
@NullMarked
package io.github.tfmobile.graph.evaluate.math;

import org.jspecify.annotations.NullMarked;
