/** What the engine can do with an op: its shape function, the shapes it refuses, its kernel. */
@NullMarked
package io.github.tfmobile.graph.op.entry;

import org.jspecify.annotations.NullMarked;
