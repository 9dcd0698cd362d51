/** Reads a TensorFlow tree's makefiles. */
@NullMarked
package io.github.tfmobile.registry.build;

import org.jspecify.annotations.NullMarked;
