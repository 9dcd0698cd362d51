/** Reading what users write on one line. */
@NullMarked
package io.github.tfmobile.common.text;

import org.jspecify.annotations.NullMarked;
