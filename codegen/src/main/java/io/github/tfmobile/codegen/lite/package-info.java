/** TensorFlow Lite models as final models, and the outputs that only they have. */
@NullMarked
package io.github.tfmobile.codegen.lite;

import org.jspecify.annotations.NullMarked;
