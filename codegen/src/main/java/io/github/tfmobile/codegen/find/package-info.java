/** Where an op is implemented: its definition, its kernels, and what adding it to a build takes. */
@NullMarked
package io.github.tfmobile.codegen.find;

import org.jspecify.annotations.NullMarked;
