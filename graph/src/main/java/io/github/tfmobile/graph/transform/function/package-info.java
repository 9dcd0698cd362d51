/** Transforms of function calls and of the function library. */
@NullMarked
package io.github.tfmobile.graph.transform.function;

import org.jspecify.annotations.NullMarked;
