/** Values of tensors: typed views over TensorFlow's messages, and new values. */
@NullMarked
package io.github.tfmobile.graph.tensor;

import org.jspecify.annotations.NullMarked;
