/** How far work that takes longer has come. */
@NullMarked
package io.github.tfmobile.registry.progress;

import org.jspecify.annotations.NullMarked;
