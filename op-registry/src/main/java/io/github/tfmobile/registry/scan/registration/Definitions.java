package io.github.tfmobile.registry.scan.registration;

import io.github.tfmobile.registry.cpp.lex.Lexer;
import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import io.github.tfmobile.registry.cpp.lex.Token;
import io.github.tfmobile.registry.cpp.lex.TokenLists;
import io.github.tfmobile.registry.cpp.source.CppFile;
import io.github.tfmobile.registry.cpp.source.SourceTree;
import io.github.tfmobile.registry.cpp.source.TextFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the constants and the helper functions of a tree are defined. Thread-safe. */
public final class Definitions {

    private record Place(CppFile file, TextFacts.Definition definition) {}

    private final SourceTree tree;
    private final SymbolTable symbols;
    private final Map<String, List<Place>> constants = new HashMap<>();
    private final Map<String, Place> functions = new HashMap<>();

    public Definitions(SourceTree tree, List<CppFile> files, SymbolTable symbols) {
        this.tree = tree;
        this.symbols = symbols;
        for (CppFile file : files) {
            for (TextFacts.Definition constant : file.facts.constants()) {
                constants
                        .computeIfAbsent(constant.name(), n -> new ArrayList<>(1))
                        .add(new Place(file, constant));
            }
            for (TextFacts.Definition function : file.facts.functions()) {
                functions.putIfAbsent(function.name(), new Place(file, function));
            }
        }
    }

    /**
     * The tokens that a constant is initialised with: its definition in the unit, else in what it includes, else the
     * only one, or several that say the same, in the tree. Null when there is none.
     */
    @Nullable
    List<Token> initialiser(String name, Scope scope) {
        List<Place> places = constants.getOrDefault(name, List.of());
        Place included = null;
        for (Place place : places) {
            if (place.file() == scope.unit()) {
                return tokens(place);
            }
            if (included == null && scope.included().test(place.file().index)) {
                included = place;
            }
        }
        if (included != null) {
            return tokens(included);
        }
        for (Place place : places) {
            if (implementsIncluded(place.file(), scope)) {
                return tokens(place);
            }
        }
        List<Token> common = null;
        for (Place place : places) {
            List<Token> tokens = tokens(place);
            if (common != null && !TokenLists.dense(common).equals(TokenLists.dense(tokens))) {
                return null;
            }
            common = tokens;
        }
        return common;
    }

    private boolean implementsIncluded(CppFile file, Scope scope) {
        int dot = file.path.lastIndexOf('.');
        CppFile header = tree.file(file.path.substring(0, dot) + ".h");
        return header != null && scope.included().test(header.index);
    }

    private List<Token> tokens(Place place) {
        return statement(
                place.file(), place.definition().value(), place.definition().line());
    }

    /** The tokens from an offset to the next semicolon outside of brackets. */
    private List<Token> statement(CppFile file, int offset, int line) {
        Lexer lexer = new Lexer(file.text, offset, file.text.length, line, symbols);
        List<Token> tokens = new ArrayList<>();
        int nesting = 0;
        for (Token token = lexer.next(); token != null && tokens.size() < 100_000; token = lexer.next()) {
            if (token.is('(') || token.is('{') || token.is('[')) {
                nesting++;
            } else if (token.is(')') || token.is('}') || token.is(']')) {
                nesting--;
            } else if (nesting == 0 && (token.is(';') || token.is(','))) {
                break;
            }
            if (nesting < 0) {
                break;
            }
            tokens.add(token);
        }
        return tokens;
    }

    /** What the function of that name returns, when its body is a single return statement; null otherwise. */
    @Nullable
    List<Token> returned(String function) {
        Place place = functions.get(function);
        return place == null ? null : tokens(place);
    }
}
