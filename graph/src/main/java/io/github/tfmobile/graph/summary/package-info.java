/** Looking at a graph: what it holds, and which inputs and outputs a user most likely wants. */
@NullMarked
package io.github.tfmobile.graph.summary;

import org.jspecify.annotations.NullMarked;
