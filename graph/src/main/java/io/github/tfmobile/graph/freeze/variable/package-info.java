/** Variables become constants: in the graph, through calls, branches and loops. */
@NullMarked
package io.github.tfmobile.graph.freeze.variable;

import org.jspecify.annotations.NullMarked;
