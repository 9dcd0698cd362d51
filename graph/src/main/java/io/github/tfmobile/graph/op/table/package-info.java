/** The entries of all ops, and what is asked of them. */
@NullMarked
package io.github.tfmobile.graph.op.table;

import org.jspecify.annotations.NullMarked;
