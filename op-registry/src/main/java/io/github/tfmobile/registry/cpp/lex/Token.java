package io.github.tfmobile.registry.cpp.lex;

import org.jspecify.annotations.Nullable;

/** A preprocessing token, immutable. */
public final class Token {

    /** What a token is. */
    public enum Kind {
        IDENTIFIER,
        NUMBER,
        STRING,
        CHARACTER,
        PUNCTUATOR,
        /** Stands for what a registration macro was given; comes out of expansion only. */
        MARKER
    }

    public final Kind kind;
    public final String text;

    /** The character of a punctuator of one, 0 for other tokens. */
    private final char single;

    /** The identifier, null for other tokens. */
    public final @Nullable Symbol symbol;

    /** Whether white space or a comment comes before it. */
    public final boolean space;

    /** Its line in its file, from 1. */
    public final int line;

    public final HideSet hidden;

    /** What a marker holds. */
    public final @Nullable RegistrationToken marker;

    public Token(Kind kind, String text, @Nullable Symbol symbol, boolean space, int line) {
        this(kind, text, symbol, space, line, HideSet.EMPTY, null);
    }

    private Token(
            Kind kind,
            String text,
            @Nullable Symbol symbol,
            boolean space,
            int line,
            HideSet hidden,
            @Nullable RegistrationToken marker) {
        this.kind = kind;
        this.text = text;
        this.single = kind == Kind.PUNCTUATOR && text.length() == 1 ? text.charAt(0) : 0;
        this.symbol = symbol;
        this.space = space;
        this.line = line;
        this.hidden = hidden;
        this.marker = marker;
    }

    public static Token marker(RegistrationToken marker, int line) {
        return new Token(Kind.MARKER, "", null, true, line, HideSet.EMPTY, marker);
    }

    public static Token string(String content, boolean space, int line) {
        return new Token(Kind.STRING, '"' + content + '"', null, space, line);
    }

    public static Token number(String text, boolean space, int line) {
        return new Token(Kind.NUMBER, text, null, space, line);
    }

    public Token withSpace(boolean other) {
        return other == space ? this : new Token(kind, text, symbol, other, line, hidden, marker);
    }

    /** The same token as a macro that was invoked on that line puts it out, with what is hidden from it then. */
    public Token from(HideSet names, int invocation) {
        return names == hidden && line == invocation
                ? this
                : new Token(kind, text, symbol, space, invocation, names, marker);
    }

    public boolean is(char punctuator) {
        return single == punctuator;
    }

    public boolean is(String punctuator) {
        return kind == Kind.PUNCTUATOR && text.equals(punctuator);
    }

    public boolean isIdentifier(String name) {
        return kind == Kind.IDENTIFIER && text.equals(name);
    }

    @Override
    public String toString() {
        return text;
    }
}
