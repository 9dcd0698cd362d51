/** Target profiles: a platform with one preprocessor state. */
@NullMarked
package io.github.tfmobile.registry.target;

import org.jspecify.annotations.NullMarked;
