/** Graphs as the user has them: nodes, inputs, functions. */
@NullMarked
package io.github.tfmobile.graph;

import org.jspecify.annotations.NullMarked;
