/** What a model has learned: the values of variables from checkpoint, bundle and initializers. */
@NullMarked
package io.github.tfmobile.graph.freeze.state;

import org.jspecify.annotations.NullMarked;
