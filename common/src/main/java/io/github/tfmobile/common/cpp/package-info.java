/** What a token of C++ is, for whoever reads C++: where it ends, and what a literal stands for. */
@NullMarked
package io.github.tfmobile.common.cpp;

import org.jspecify.annotations.NullMarked;
