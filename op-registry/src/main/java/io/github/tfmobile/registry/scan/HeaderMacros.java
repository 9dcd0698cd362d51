package io.github.tfmobile.registry.scan;

import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import io.github.tfmobile.registry.cpp.source.CppFile;
import io.github.tfmobile.registry.cpp.source.SourceFragment;
import io.github.tfmobile.registry.cpp.source.SourceParser;
import io.github.tfmobile.registry.cpp.source.SourceTree;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The macros that the headers which a file includes may define. Reads each header once. */
final class HeaderMacros {

    private final SourceTree tree;
    private final SymbolTable symbols;
    private final Map<CppFile, Header> headers = new HashMap<>();

    /** What a header defines and includes. */
    private record Header(Set<String> macros, Set<CppFile> includes) {}

    HeaderMacros(SourceTree tree, SymbolTable symbols) {
        this.tree = tree;
        this.symbols = symbols;
    }

    /** Those of all headers that a parsed file includes, also those that they include. */
    Set<String> macros(CppFile file) {
        Set<String> macros = new HashSet<>();
        Set<CppFile> seen = new HashSet<>();
        Deque<CppFile> next = new ArrayDeque<>(header(file).includes());
        while (!next.isEmpty()) {
            CppFile included = next.pop();
            if (seen.add(included)) {
                Header header = headers.computeIfAbsent(included, this::read);
                macros.addAll(header.macros());
                next.addAll(header.includes());
            }
        }
        return macros;
    }

    private Header read(CppFile file) {
        if (SourceTree.read(file) == null) {
            SourceParser.parse(file, tree, symbols);
        }
        Header header = header(file);
        file.text = new byte[0];
        file.items = new SourceFragment[0];
        return header;
    }

    private static Header header(CppFile file) {
        Set<String> macros = new HashSet<>();
        Set<CppFile> includes = new HashSet<>();
        for (SourceFragment fragment : file.items) {
            if (fragment.macro != null) {
                macros.add(fragment.macro.name.name);
            }
            if (fragment.target != null) {
                includes.add(fragment.target);
            }
        }
        return new Header(macros, includes);
    }
}
