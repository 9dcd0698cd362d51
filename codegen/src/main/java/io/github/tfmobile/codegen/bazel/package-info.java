/** The sources and targets of a build as lists for Bazel. */
@NullMarked
package io.github.tfmobile.codegen.bazel;

import org.jspecify.annotations.NullMarked;
