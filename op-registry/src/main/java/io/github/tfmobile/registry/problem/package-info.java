/** What a user got wrong, as data: sentence, place and remedy. */
@NullMarked
package io.github.tfmobile.registry.problem;

import org.jspecify.annotations.NullMarked;
