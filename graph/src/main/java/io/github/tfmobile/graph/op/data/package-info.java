/** Ops on strings and images, and what comes from outside of a graph. */
@NullMarked
package io.github.tfmobile.graph.op.data;

import org.jspecify.annotations.NullMarked;
