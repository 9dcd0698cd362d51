package io.github.tfmobile.registry.cpp.lex;

import java.util.ArrayList;
import java.util.List;

/** Takes token lists apart at their brackets. */
public final class TokenLists {

    private TokenLists() {}

    /** The index of the bracket that closes the one at an index; the size of the list when there is none. */
    public static int close(List<Token> tokens, int open) {
        int nesting = 0;
        for (int i = open; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.is('(') || token.is('{') || token.is('[')) {
                nesting++;
            } else if (token.is(')') || token.is('}') || token.is(']')) {
                nesting--;
                if (nesting == 0) {
                    return i;
                }
            }
        }
        return tokens.size();
    }

    /** The index of the token that holds the {@code >} closing the {@code <} at an index; the size when there is none. */
    public static int closeAngle(List<Token> tokens, int open) {
        int nesting = 0;
        for (int i = open; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.is('<')) {
                nesting++;
            } else if (token.is('>')) {
                nesting--;
            } else if (token.is(">>")) {
                nesting -= 2;
            } else if (token.is('(')) {
                i = close(tokens, i);
            }
            if (nesting <= 0) {
                return i;
            }
        }
        return tokens.size();
    }

    /** Splits at a punctuator outside of brackets. No tokens give no parts. */
    public static List<List<Token>> split(List<Token> tokens, char separator) {
        List<List<Token>> parts = new ArrayList<>();
        if (tokens.isEmpty()) {
            return parts;
        }
        int start = 0;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.is('(') || token.is('{') || token.is('[')) {
                i = close(tokens, i);
            } else if (token.is(separator)) {
                parts.add(tokens.subList(start, i));
                start = i + 1;
            }
        }
        parts.add(tokens.subList(Math.min(start, tokens.size()), tokens.size()));
        return parts;
    }

    /** The text of the tokens without white space. */
    public static String dense(List<Token> tokens) {
        StringBuilder text = new StringBuilder();
        for (Token token : tokens) {
            text.append(token.text);
        }
        return text.toString();
    }
}
