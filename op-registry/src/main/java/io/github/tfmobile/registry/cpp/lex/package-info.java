/** The tokens of C++ text: characters, preprocessing tokens, identifiers, literals. */
@NullMarked
package io.github.tfmobile.registry.cpp.lex;

import org.jspecify.annotations.NullMarked;
