package io.github.tfmobile.registry.cpp.source;

import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import java.util.List;
import java.util.Set;

/** Finds out what the text of files says, of each as much as somebody wants to know. Thread-safe. */
public final class TextReader {

    private final SymbolTable symbols;
    private final MacroNameFilter watched;
    private final Set<String> beginnings;
    private final DefinitionIndex definitions;

    /**
     * @param files the files, in the order in which they count
     * @param symbols the identifiers of the files, once it is known which of them register
     * @param beginnings what the names of macros that may register begin with
     */
    public TextReader(List<CppFile> files, SymbolTable symbols, Set<String> beginnings) {
        this.symbols = symbols;
        this.watched = new MacroNameFilter(symbols);
        this.beginnings = beginnings;
        this.definitions = new DefinitionIndex(files);
    }

    /** Replaces the items of a file that hold invocations of macros that may register. Most files have none. */
    public void findInvocations(CppFile file) {
        if (file.spliced || watched.mayRegister(file.text)) {
            file.facts = TextScanner.scan(file, symbols, watched, beginnings);
        }
    }

    /** The files that may define a name in their text, in their order. */
    public List<CppFile> definers(String name) {
        return definitions.files(name);
    }

    /** What a file says, once its invocations have been found. */
    public TextFacts facts(CppFile file) {
        TextFacts facts = file.facts;
        if (facts == null) {
            facts = TextScanner.scan(file, symbols, watched, beginnings);
            file.facts = facts;
        }
        return facts;
    }
}
