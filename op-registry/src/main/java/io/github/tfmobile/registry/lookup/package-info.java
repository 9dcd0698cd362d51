/** Which kernel a node gets in a target, as TensorFlow's FindKernelDef decides it. */
@NullMarked
package io.github.tfmobile.registry.lookup;

import org.jspecify.annotations.NullMarked;
