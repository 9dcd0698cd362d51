/** What an output of a build is, and which outputs there are. */
@NullMarked
package io.github.tfmobile.codegen.output;

import org.jspecify.annotations.NullMarked;
