/** The function library: its bodies in the syntax of a graph, and calls written out. */
@NullMarked
package io.github.tfmobile.graph.function;

import org.jspecify.annotations.NullMarked;
