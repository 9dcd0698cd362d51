/** Writing files so that they are either the old or the new one, never half of it. */
@NullMarked
package io.github.tfmobile.common.output;

import org.jspecify.annotations.NullMarked;
