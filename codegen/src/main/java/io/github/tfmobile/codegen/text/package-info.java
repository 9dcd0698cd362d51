/** Text of other languages, escaped: C++, make, Starlark, JSON, HTML. */
@NullMarked
package io.github.tfmobile.codegen.text;

import org.jspecify.annotations.NullMarked;
