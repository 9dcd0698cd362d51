/** Transforms of lookups in tables of weights. */
@NullMarked
package io.github.tfmobile.graph.transform.sparse;

import org.jspecify.annotations.NullMarked;
