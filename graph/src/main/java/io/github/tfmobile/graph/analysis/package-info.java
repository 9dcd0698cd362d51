/** What is found out about a graph without running it; kept with the graph ({@link io.github.tfmobile.graph.Analysis}). */
@NullMarked
package io.github.tfmobile.graph.analysis;

import org.jspecify.annotations.NullMarked;
