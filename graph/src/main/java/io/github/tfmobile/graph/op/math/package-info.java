/** Ops that compute element by element, reduce and multiply. */
@NullMarked
package io.github.tfmobile.graph.op.math;

import org.jspecify.annotations.NullMarked;
