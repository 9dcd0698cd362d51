/** Reads a TensorFlow tree's makefiles. */
@NullMarked
package io.github.tfmobile.registry.makefile;

import org.jspecify.annotations.NullMarked;
