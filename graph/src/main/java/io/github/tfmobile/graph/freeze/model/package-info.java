/** What is frozen: the model as it was loaded, and what was asked for. */
@NullMarked
package io.github.tfmobile.graph.freeze.model;

import org.jspecify.annotations.NullMarked;
