/** Third-party libraries and generated headers: which of them a platform's build has, and which files need others. */
@NullMarked
package io.github.tfmobile.registry.library;

import org.jspecify.annotations.NullMarked;
