/** What may be wrong with outputs, includes and libraries, and why a kernel is missing. */
@NullMarked
package io.github.tfmobile.codegen.problem;

import org.jspecify.annotations.NullMarked;
