/** Conditionals and loops: lowering If, Case and While to Switch and Merge, and removing branches never taken. */
@NullMarked
package io.github.tfmobile.graph.controlflow;

import org.jspecify.annotations.NullMarked;
