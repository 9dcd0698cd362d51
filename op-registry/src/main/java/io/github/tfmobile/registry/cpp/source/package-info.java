/** The C++ files of a source tree, split into directives and text once for all builds. */
@NullMarked
package io.github.tfmobile.registry.cpp.source;

import org.jspecify.annotations.NullMarked;
