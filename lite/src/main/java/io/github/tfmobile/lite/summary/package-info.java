/** What a model says of itself. */
@NullMarked
package io.github.tfmobile.lite.summary;

import org.jspecify.annotations.NullMarked;
