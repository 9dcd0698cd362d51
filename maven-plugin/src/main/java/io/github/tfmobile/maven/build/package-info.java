/** The steps of a run in their order: freeze, transform, check, generate. */
@NullMarked
package io.github.tfmobile.maven.build;

import org.jspecify.annotations.NullMarked;
