/** How far work that takes longer has come. */
@NullMarked
package io.github.tfmobile.common.progress;

import org.jspecify.annotations.NullMarked;
