/** Makes a registry from a TensorFlow source tree. */
@NullMarked
package io.github.tfmobile.registry.build;

import org.jspecify.annotations.NullMarked;
