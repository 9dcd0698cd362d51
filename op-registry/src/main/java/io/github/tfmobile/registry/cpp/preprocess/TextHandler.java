package io.github.tfmobile.registry.cpp.preprocess;

import io.github.tfmobile.registry.cpp.lex.Token;
import io.github.tfmobile.registry.cpp.source.CppFile;
import java.util.List;

/** Is given the text that the preprocessor puts out for a translation unit. */
public interface TextHandler {

    /**
     * A piece of text with its macros expanded.
     *
     * @param tokens the text, as it is in the first configuration
     * @param first the number of the first configuration
     * @param file the file with the text
     * @param line the line of the unit at which a header with this text is included; 0 for text of the unit itself
     * @return the configurations in which what was read is the same, at most {@link Preprocessor#agreeing}
     */
    long expanded(List<Token> tokens, int first, CppFile file, int line);

    /** Something cannot be preprocessed. */
    void problem(String what, CppFile file, int line);
}
