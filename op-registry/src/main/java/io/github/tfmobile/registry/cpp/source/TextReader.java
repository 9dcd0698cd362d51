package io.github.tfmobile.registry.cpp.source;

import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Finds out what the text of files says, of each as much as somebody wants to know. Thread-safe. */
public final class TextReader {

    private final SymbolTable symbols;
    private final MacroNameFilter watched;
    private final Set<String> beginnings;

    /**
     * @param symbols the identifiers of the files, once it is known which of them register
     * @param beginnings what the names of macros that may register begin with
     */
    public TextReader(SymbolTable symbols, Set<String> beginnings) {
        this.symbols = symbols;
        this.watched = new MacroNameFilter(symbols);
        this.beginnings = beginnings;
    }

    /** Replaces the items of a file that hold invocations of macros that may register. Most files have none. */
    public void findInvocations(CppFile file) {
        if (file.spliced || watched.mayRegister(file.text)) {
            file.facts = TextScanner.scan(file, symbols, watched, beginnings);
        }
    }

    /**
     * What a file says of a name, among others, once its invocations have been found.
     *
     * @return {@link TextFacts#NONE} when it does not define it
     */
    public TextFacts facts(CppFile file, String name) {
        TextFacts facts = file.facts;
        if (facts == null && file.mayDefine(hash(name))) {
            facts = TextScanner.scan(file, symbols, watched, beginnings);
            file.facts = facts;
        }
        return facts == null ? TextFacts.NONE : facts;
    }

    private static int hash(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        return SymbolTable.hash(bytes, 0, bytes.length);
    }
}
