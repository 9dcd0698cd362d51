/** The steps of a run in their order: freeze, transform, check, generate. */
@NullMarked
package io.github.tfmobile.engine.build;

import org.jspecify.annotations.NullMarked;
