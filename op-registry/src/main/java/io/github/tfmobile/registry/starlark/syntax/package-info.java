/** The syntax of Starlark: tokens, the parse tree, and what reads them. */
@NullMarked
package io.github.tfmobile.registry.starlark.syntax;

import org.jspecify.annotations.NullMarked;
