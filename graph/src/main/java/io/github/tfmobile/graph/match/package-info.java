/** Finding subgraphs by the ops of their nodes, and putting others in their place. */
@NullMarked
package io.github.tfmobile.graph.match;

import org.jspecify.annotations.NullMarked;
