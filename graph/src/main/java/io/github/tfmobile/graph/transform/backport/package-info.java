/** Transforms that put older ops in place of newer ones. */
@NullMarked
package io.github.tfmobile.graph.transform.backport;

import org.jspecify.annotations.NullMarked;
