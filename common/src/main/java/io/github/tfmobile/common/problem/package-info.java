/** What a user got wrong, as data: sentence, place and remedy. */
@NullMarked
package io.github.tfmobile.common.problem;

import org.jspecify.annotations.NullMarked;
