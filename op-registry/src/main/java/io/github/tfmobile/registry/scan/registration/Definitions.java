package io.github.tfmobile.registry.scan.registration;

import io.github.tfmobile.registry.cpp.lex.Lexer;
import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import io.github.tfmobile.registry.cpp.lex.Token;
import io.github.tfmobile.registry.cpp.lex.TokenLists;
import io.github.tfmobile.registry.cpp.source.CppFile;
import io.github.tfmobile.registry.cpp.source.SourceTree;
import io.github.tfmobile.registry.cpp.source.TextFacts;
import io.github.tfmobile.registry.cpp.source.TextReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where the constants and the helper functions of a tree are defined. Thread-safe. */
public final class Definitions {

    /**
     * Where a name is defined.
     *
     * @param header the header that the file implements by its name, null when there is none
     */
    private record Place(CppFile file, @Nullable CppFile header, TextFacts.Definition definition) {}

    private final SourceTree tree;
    private final SymbolTable symbols;
    private final TextReader texts;

    /** What was asked for: few of the names that are defined. */
    private final Map<String, List<Place>> constants = new ConcurrentHashMap<>();

    private final Map<String, List<Place>> functions = new ConcurrentHashMap<>();

    public Definitions(SourceTree tree, SymbolTable symbols, TextReader texts) {
        this.tree = tree;
        this.symbols = symbols;
        this.texts = texts;
    }

    private List<Place> constants(String name) {
        return constants.computeIfAbsent(name, n -> places(n, TextFacts::constants));
    }

    private List<Place> functions(String name) {
        return functions.computeIfAbsent(name, n -> places(n, TextFacts::functions));
    }

    private List<Place> places(String name, Function<TextFacts, List<TextFacts.Definition>> kind) {
        List<Place> places = new ArrayList<>();
        for (CppFile file : texts.definers(name)) {
            for (TextFacts.Definition definition : kind.apply(texts.facts(file))) {
                if (definition.name().equals(name)) {
                    places.add(new Place(file, header(file), definition));
                }
            }
        }
        return places;
    }

    private @Nullable CppFile header(CppFile file) {
        return tree.file(file.path.substring(0, file.path.lastIndexOf('.')) + ".h");
    }

    /**
     * The tokens that a constant is initialised with: its definition in the unit, else in what it includes, else the
     * only one, or several that say the same, in the tree. Null when there is none.
     */
    @Nullable
    List<Token> initialiser(String name, Scope scope) {
        List<Place> places = constants(name);
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
            if (place.header() != null && scope.included().test(place.header().index)) {
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
        List<Place> places = functions(function);
        return places.isEmpty() ? null : tokens(places.get(0));
    }
}
