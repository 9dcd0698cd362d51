/** Changing a graph: nodes put in, replaced and taken out, edges rerouted, names that are free. */
@NullMarked
package io.github.tfmobile.graph.edit;

import org.jspecify.annotations.NullMarked;
