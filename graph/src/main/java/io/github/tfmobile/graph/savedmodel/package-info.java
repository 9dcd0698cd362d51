/** Reading SavedModel folders. */
@NullMarked
package io.github.tfmobile.graph.savedmodel;

import org.jspecify.annotations.NullMarked;
