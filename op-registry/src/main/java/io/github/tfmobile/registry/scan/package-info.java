/** Reads op definitions and kernel registrations from a TensorFlow source tree, as the target's compiler would see them. */
@NullMarked
package io.github.tfmobile.registry.scan;

import org.jspecify.annotations.NullMarked;
