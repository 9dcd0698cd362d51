/** Reading checkpoints: V2 tensor bundles and V1 tables. */
@NullMarked
package io.github.tfmobile.graph.checkpoint;

import org.jspecify.annotations.NullMarked;
