/** Shapes of tensors as far as a graph tells them before it runs, and what shape functions are made of. */
@NullMarked
package io.github.tfmobile.graph.shape;

import org.jspecify.annotations.NullMarked;
