/** Transforms that make one convolution of several nodes. */
@NullMarked
package io.github.tfmobile.graph.transform.fuse;

import org.jspecify.annotations.NullMarked;
