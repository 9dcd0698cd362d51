/** What comes out of a build: the requirements of a set of final graphs, and every file made from them. */
@NullMarked
package io.github.tfmobile.codegen;

import org.jspecify.annotations.NullMarked;
