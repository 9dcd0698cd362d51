/** Finds out what each macro does that a build may define or undefine, and which of them interact. */
@NullMarked
package io.github.tfmobile.registry.scan.interaction;

import org.jspecify.annotations.NullMarked;
