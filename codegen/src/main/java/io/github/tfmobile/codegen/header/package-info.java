/** The header for selective registration and the op list in JSON that goes with it. */
@NullMarked
package io.github.tfmobile.codegen.header;

import org.jspecify.annotations.NullMarked;
