/** The Graph Transform Tool's rewrites, one class each, and the string that names them. */
@NullMarked
package io.github.tfmobile.graph.transform;

import org.jspecify.annotations.NullMarked;
