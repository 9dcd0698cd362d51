/** What tests share: the corpus of models and the comparison of graphs that it defines. */
@NullMarked
package io.github.tfmobile.graph.testing;

import org.jspecify.annotations.NullMarked;
