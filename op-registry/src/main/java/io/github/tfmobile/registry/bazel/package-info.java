/** Reads a TensorFlow tree's Bazel BUILD files: which rule owns a source file, and what a target links. */
@NullMarked
package io.github.tfmobile.registry.bazel;

import org.jspecify.annotations.NullMarked;
