/** Computing the outputs of nodes whose inputs are constant. */
@NullMarked
package io.github.tfmobile.graph.evaluate;

import org.jspecify.annotations.NullMarked;
