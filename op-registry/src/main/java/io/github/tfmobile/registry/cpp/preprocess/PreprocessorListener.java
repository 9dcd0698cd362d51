package io.github.tfmobile.registry.cpp.preprocess;

import io.github.tfmobile.registry.cpp.lex.Symbol;
import io.github.tfmobile.registry.cpp.source.Macro;

/**
 * Is told what the preprocessor does and on which macros that depends. Whatever it does happens at a <em>place</em>: a
 * condition, an include, a definition, a piece of text. Sets of configurations have a bit for each.
 */
public interface PreprocessorListener {

    /** Nobody who wants to know. */
    PreprocessorListener NONE = new PreprocessorListener() {};

    /** A translation unit begins. */
    default void unit() {}

    /** A place begins that is not skipped in some configurations. */
    default void begin(long configurations) {}

    /** What happens at the place depends on whether the configuration is among some. */
    default void boundary(long configurations) {}

    /** What happens at the place is not the same in some configurations as in the first. */
    default void depends(long configurations) {}

    /** The place asks what a name stands for. */
    default void asked(Symbol symbol, MacroState state) {}

    /** The place asks for the text of a macro. */
    default void read(Macro macro) {}

    /** The place gives something that other places may give, too. */
    default void gives(Object result) {}

    /** The place ends. */
    default void end() {}

    /** A macro is defined or undefined at a place that is not skipped in some configurations. */
    default void defines(Symbol symbol, long configurations, MacroState state) {}
}
