package io.github.tfmobile.registry.cpp.source;

import java.util.List;

/**
 * What the text of a file says without expanding anything.
 *
 * @param constants variables that are initialised with a literal or a list
 * @param functions functions that begin with a return statement
 * @param callsApi whether it registers through the C API
 */
public record TextFacts(List<Definition> constants, List<Definition> functions, boolean callsApi) {

    /**
     * A value that has a name.
     *
     * @param value the offset at which the value starts
     * @param line the line of the value
     */
    public record Definition(String name, int value, int line) {}
}
