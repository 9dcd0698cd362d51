/** Shapes of tensors as far as a graph tells them before it runs. */
@NullMarked
package io.github.tfmobile.graph.shape;

import org.jspecify.annotations.NullMarked;
