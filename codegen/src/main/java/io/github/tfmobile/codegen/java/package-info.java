/** A build's kernels and models as Java source, for the app that ships them. */
@NullMarked
package io.github.tfmobile.codegen.java;

import org.jspecify.annotations.NullMarked;
