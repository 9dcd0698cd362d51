/** Native libraries: the formats ELF, Mach-O and ar as far as it takes to find texts and the alignment of segments. */
@NullMarked
package io.github.tfmobile.registry.binary;

import org.jspecify.annotations.NullMarked;
