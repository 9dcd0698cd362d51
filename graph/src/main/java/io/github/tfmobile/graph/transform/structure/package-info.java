/** Transforms that add, drop, rename, merge and order nodes and attrs. */
@NullMarked
package io.github.tfmobile.graph.transform.structure;

import org.jspecify.annotations.NullMarked;
