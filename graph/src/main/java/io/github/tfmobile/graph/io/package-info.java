/** Reading and writing graph files: mapped, streamed, never trusted. */
@NullMarked
package io.github.tfmobile.graph.io;

import org.jspecify.annotations.NullMarked;
