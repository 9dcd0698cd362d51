/** What may be wrong with models and transforms. */
@NullMarked
package io.github.tfmobile.graph.problem;

import org.jspecify.annotations.NullMarked;
