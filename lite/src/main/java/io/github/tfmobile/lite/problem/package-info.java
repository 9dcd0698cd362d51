/** What may be wrong with TensorFlow Lite models and runtimes. */
@NullMarked
package io.github.tfmobile.lite.problem;

import org.jspecify.annotations.NullMarked;
