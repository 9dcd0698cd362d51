/** What a target of a tree links: source files, libraries, headers. */
@NullMarked
package io.github.tfmobile.registry.bazel.link;

import org.jspecify.annotations.NullMarked;
