/** Kernels of convolutions, pooling, normalization, resizing and quantization. */
@NullMarked
package io.github.tfmobile.graph.evaluate.image;

import org.jspecify.annotations.NullMarked;
