/**
 * Starlark, the language of Bazel's BUILD and .bzl files: lexer, parser, interpreter, values and the functions that every
 * file has. What Bazel adds to it is {@code registry.bazel}'s.
 */
@NullMarked
package io.github.tfmobile.registry.starlark;

import org.jspecify.annotations.NullMarked;
