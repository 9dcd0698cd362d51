/** Lookup tables that fill themselves. */
@NullMarked
package io.github.tfmobile.graph.freeze.table;

import org.jspecify.annotations.NullMarked;
