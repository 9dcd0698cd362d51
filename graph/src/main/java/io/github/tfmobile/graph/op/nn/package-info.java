/** Ops of layers: convolutions, pooling, normalization, quantization. */
@NullMarked
package io.github.tfmobile.graph.op.nn;

import org.jspecify.annotations.NullMarked;
