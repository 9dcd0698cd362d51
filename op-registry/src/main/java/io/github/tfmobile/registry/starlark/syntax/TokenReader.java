package io.github.tfmobile.registry.starlark.syntax;

import java.util.List;
import java.util.Set;

/** The tokens of a file, read one after the other. */
final class TokenReader {

    /** Nesting that no real file comes near; keeps a hostile one from overflowing the stack. */
    private static final int MAX_DEPTH = 100;

    /** Words that are no names. */
    private static final Set<String> RESERVED = Set.of(
            "and",
            "as",
            "assert",
            "break",
            "class",
            "continue",
            "def",
            "del",
            "elif",
            "else",
            "except",
            "finally",
            "for",
            "from",
            "global",
            "if",
            "import",
            "in",
            "is",
            "lambda",
            "load",
            "nonlocal",
            "not",
            "or",
            "pass",
            "raise",
            "return",
            "try",
            "while",
            "with",
            "yield");

    private final List<Token> tokens;
    private int at;
    private int depth;

    TokenReader(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(at);
    }

    /** The token behind the next one. */
    Token second() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = tokens.get(at);
        if (token.kind() != Token.Kind.END) {
            at++;
        }
        return token;
    }

    boolean take(String operator) {
        if (peek().is(operator)) {
            at++;
            return true;
        }
        return false;
    }

    boolean takeWord(String word) {
        if (peek().isWord(word)) {
            at++;
            return true;
        }
        return false;
    }

    void expect(String operator) {
        if (!take(operator)) {
            throw error("expected \"" + operator + "\"");
        }
    }

    /** A failure at the next token. */
    StarlarkException error(String what) {
        Token token = peek();
        String found = switch (token.kind()) {
            case END -> "end of file";
            case NEWLINE -> "end of line";
            case INDENT, DEDENT -> "other indentation";
            default -> token.text().strip();
        };
        return new StarlarkException(what + ", found \"" + found + "\"", token.line());
    }

    boolean isName() {
        return peek().kind() == Token.Kind.NAME && !RESERVED.contains(peek().text());
    }

    String name() {
        if (!isName()) {
            throw error("expected a name");
        }
        return next().text();
    }

    /** Goes one level deeper. */
    void enter() {
        if (++depth > MAX_DEPTH) {
            throw new StarlarkException("nested deeper than " + MAX_DEPTH + " levels", peek().line());
        }
    }

    /** Comes back from a level. */
    void leave() {
        depth--;
    }
}
