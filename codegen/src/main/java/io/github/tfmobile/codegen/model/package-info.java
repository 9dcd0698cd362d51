/** A model as it will be shipped, and the nodes of it that run. */
@NullMarked
package io.github.tfmobile.codegen.model;

import org.jspecify.annotations.NullMarked;
