/** What releases of the runtime register, and whether a model runs on one. */
@NullMarked
package io.github.tfmobile.lite.runtime;

import org.jspecify.annotations.NullMarked;
