/** Bytes of files: mapped or read, and temporary room for what is computed. */
@NullMarked
package io.github.tfmobile.graph.io.file;

import org.jspecify.annotations.NullMarked;
