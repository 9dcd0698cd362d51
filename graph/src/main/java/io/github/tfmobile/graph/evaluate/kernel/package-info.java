/** What all kernels are made of: a call with its inputs and attrs, shapes, limits. */
@NullMarked
package io.github.tfmobile.graph.evaluate.kernel;

import org.jspecify.annotations.NullMarked;
