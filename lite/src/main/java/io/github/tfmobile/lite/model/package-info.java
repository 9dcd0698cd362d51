/** A TensorFlow Lite model as values. */
@NullMarked
package io.github.tfmobile.lite.model;

import org.jspecify.annotations.NullMarked;
