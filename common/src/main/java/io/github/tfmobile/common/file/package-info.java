/** The one way to files that are read, and the record of what was read. */
@NullMarked
package io.github.tfmobile.common.file;

import org.jspecify.annotations.NullMarked;
