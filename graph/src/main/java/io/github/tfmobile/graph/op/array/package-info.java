/** Ops that make, move, cut and join tensors. */
@NullMarked
package io.github.tfmobile.graph.op.array;

import org.jspecify.annotations.NullMarked;
