package io.github.tfmobile.registry.scan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Where the constants and the helper functions of a tree are defined. Thread-safe. */
final class Definitions {

    private record Place(SourceFile file, TextFacts.Definition definition) {}

    private final SourceTree tree;
    private final Symbols symbols;
    private final List<SourceFile> files;
    private final Map<String, List<Place>> constants = new HashMap<>();
    private final Map<String, Optional<List<Token>>> returned = new ConcurrentHashMap<>();

    Definitions(SourceTree tree, List<SourceFile> files, Symbols symbols) {
        this.tree = tree;
        this.symbols = symbols;
        this.files = files;
        for (SourceFile file : files) {
            if (file.facts != null) {
                for (TextFacts.Definition definition : file.facts.definitions) {
                    constants
                            .computeIfAbsent(definition.name(), n -> new ArrayList<>(1))
                            .add(new Place(file, definition));
                }
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

    private boolean implementsIncluded(SourceFile file, Scope scope) {
        int dot = file.path.lastIndexOf('.');
        SourceFile header = tree.file(file.path.substring(0, dot) + ".h");
        return header != null && scope.included().test(header.index);
    }

    private List<Token> tokens(Place place) {
        return statement(
                place.file(), place.definition().value(), place.definition().line());
    }

    /** The tokens from an offset to the next semicolon outside of brackets. */
    private List<Token> statement(SourceFile file, int offset, int line) {
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
        return returned.computeIfAbsent(function, f -> Optional.ofNullable(findReturned(f)))
                .orElse(null);
    }

    private @Nullable List<Token> findReturned(String function) {
        byte[] name = function.getBytes(StandardCharsets.ISO_8859_1);
        for (SourceFile file : files) {
            for (int at = indexOf(file.text, name, 0); at >= 0; at = indexOf(file.text, name, at + 1)) {
                int end = at + name.length;
                boolean word = at > 0
                        && !Chars.identifierPart(file.text[at - 1] & 0xff)
                        && end < file.text.length
                        && file.text[end] == '(';
                List<Token> found = word ? body(file, end) : null;
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    /** {@code (...) { return x; }} */
    private @Nullable List<Token> body(SourceFile file, int open) {
        Lexer lexer = new Lexer(file.text, open, file.text.length, 1, symbols);
        int nesting = 0;
        for (Token token = lexer.next(); token != null; token = lexer.next()) {
            if (token.is('(')) {
                nesting++;
            } else if (token.is(')') && --nesting == 0) {
                break;
            }
        }
        Token brace = lexer.next();
        Token keyword = brace != null && brace.is('{') ? lexer.next() : null;
        if (keyword == null || !keyword.isIdentifier("return")) {
            return null;
        }
        List<Token> tokens = new ArrayList<>();
        for (Token token = lexer.next(); token != null && !token.is(';'); token = lexer.next()) {
            tokens.add(token);
        }
        return tokens;
    }

    private static int indexOf(byte[] text, byte[] name, int from) {
        int last = text.length - name.length;
        for (int i = from; i <= last; i++) {
            if (text[i] == name[0] && text[i + name.length - 1] == name[name.length - 1]) {
                int k = 1;
                while (k < name.length && text[i + k] == name[k]) {
                    k++;
                }
                if (k == name.length) {
                    return i;
                }
            }
        }
        return -1;
    }
}
