/** Turns a trained model into one graph: variables become constants. */
@NullMarked
package io.github.tfmobile.graph.freeze;

import org.jspecify.annotations.NullMarked;
