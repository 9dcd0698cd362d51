/** TensorFlow's own runtime, for who adds its native library: runs graphs and computes constants. */
@NullMarked
package io.github.tfmobile.graph.runtime;

import org.jspecify.annotations.NullMarked;
