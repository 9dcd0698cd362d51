/** What may be wrong with a request. */
@NullMarked
package io.github.tfmobile.engine.problem;

import org.jspecify.annotations.NullMarked;
