/** What the engine knows of ops besides their definitions, in one place. */
@NullMarked
package io.github.tfmobile.graph.op;

import org.jspecify.annotations.NullMarked;
