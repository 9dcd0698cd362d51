package io.github.tfmobile.registry.starlark.syntax;

/**
 * One token of Starlark.
 *
 * @param kind what it is
 * @param text the name, the operator, the digits, or a string's value
 * @param line its line, from 1
 */
public record Token(Kind kind, String text, int line) {

    public enum Kind {
        NAME,
        NUMBER,
        STRING,
        OPERATOR,
        NEWLINE,
        INDENT,
        DEDENT,
        END
    }

    boolean is(String operator) {
        return kind == Kind.OPERATOR && text.equals(operator);
    }

    boolean isWord(String word) {
        return kind == Kind.NAME && text.equals(word);
    }
}
