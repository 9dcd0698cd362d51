/** Whether a native library that was built has the kernels that models need. */
@NullMarked
package io.github.tfmobile.codegen.library;

import org.jspecify.annotations.NullMarked;
