/** Transforms that compute at build time what would otherwise be computed in every run. */
@NullMarked
package io.github.tfmobile.graph.transform.fold;

import org.jspecify.annotations.NullMarked;
