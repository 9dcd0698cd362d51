/** The source files of a build as lists for make, and the flags that go with them. */
@NullMarked
package io.github.tfmobile.codegen.oplist;

import org.jspecify.annotations.NullMarked;
