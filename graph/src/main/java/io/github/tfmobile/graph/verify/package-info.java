/** Showing that a transformed graph computes what the original does. */
@NullMarked
package io.github.tfmobile.graph.verify;

import org.jspecify.annotations.NullMarked;
