/** Whether a graph is one that TensorFlow would take: names, edges, cycles, op definitions. */
@NullMarked
package io.github.tfmobile.graph.validate;

import org.jspecify.annotations.NullMarked;
