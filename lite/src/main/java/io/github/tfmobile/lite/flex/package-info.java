/** The ops of a model that TensorFlow's own kernels run. */
@NullMarked
package io.github.tfmobile.lite.flex;

import org.jspecify.annotations.NullMarked;
