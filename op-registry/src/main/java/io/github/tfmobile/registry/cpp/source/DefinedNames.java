package io.github.tfmobile.registry.cpp.source;

import io.github.tfmobile.registry.cpp.lex.Symbol;

/** Says in which of up to 64 configurations a name is defined; a set of them is a {@code long} with a bit for each. */
@FunctionalInterface
public interface DefinedNames {

    /** The configurations in which a macro by that name is defined. */
    long in(Symbol name);
}
