/** The goals: configuration in, calls to the other modules, Maven errors out. */
@NullMarked
package io.github.tfmobile.maven;

import org.jspecify.annotations.NullMarked;
