/** Transforms that freezing is made of as well: calls, control flow and dropout, as far as they can be settled in advance. */
@NullMarked
package io.github.tfmobile.graph.transform.flow;

import org.jspecify.annotations.NullMarked;
