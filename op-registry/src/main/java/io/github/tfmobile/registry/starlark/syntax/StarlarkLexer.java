package io.github.tfmobile.registry.starlark.syntax;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Cuts a BUILD or .bzl file into tokens (the lexical part of the Starlark specification). */
final class StarlarkLexer {

    private static final Set<String> THREE = Set.of("**=", "//=", "<<=", ">>=");
    private static final Set<String> TWO = Set.of(
            "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "%=", "|=", "&=", "^=", "//", "**", "<<", ">>", "->");
    private static final String ONE = "()[]{},:;.=+-*/%<>|&^~@!";

    /** What an operator of several characters goes on with. */
    private static final String LATER = "=*/<>";

    private static final Map<Character, String> OPERATORS =
            ONE.chars().mapToObj(c -> (char) c).collect(Collectors.toMap(c -> c, String::valueOf));

    private final char[] text;
    private final List<Token> tokens = new ArrayList<>();
    private final Deque<Integer> indents = new ArrayDeque<>(List.of(0));
    private int at;
    private int line = 1;
    private int depth;

    private StarlarkLexer(String text) {
        this.text = text.toCharArray();
    }

    /** The tokens of a file; the last one is {@code END}. */
    static List<Token> tokens(String text) {
        StarlarkLexer lexer = new StarlarkLexer(text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n"));
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        boolean lineStart = true;
        while (at < text.length) {
            if (lineStart && depth == 0) {
                lineStart = false;
                if (blankLine()) {
                    lineStart = true;
                    continue;
                }
            }
            char c = text[at];
            if (c == '\n') {
                at++;
                if (depth == 0) {
                    add(Token.Kind.NEWLINE, "\n");
                    lineStart = true;
                }
                line++;
            } else if (c == ' ' || c == '\t' || c == '\f') {
                at++;
            } else if (c == '#') {
                skipComment();
            } else if (c == '\\' && at + 1 < text.length && text[at + 1] == '\n') {
                at += 2;
                line++;
            } else {
                token(c);
            }
        }
        add(Token.Kind.NEWLINE, "\n");
        while (!indents.isEmpty() && indents.pop() > 0) {
            add(Token.Kind.DEDENT, "");
        }
        add(Token.Kind.END, "");
    }

    /** Handles the indentation of a new line; true when the line is blank and was skipped. */
    private boolean blankLine() {
        int column = 0;
        int i = at;
        boolean tab = false;
        while (i < text.length && (text[i] == ' ' || text[i] == '\t')) {
            tab |= text[i] == '\t';
            column++;
            i++;
        }
        at = i;
        if (at < text.length && text[at] == '#') {
            skipComment();
        }
        if (at >= text.length) {
            return true;
        }
        if (text[at] == '\n') {
            at++;
            line++;
            return true;
        }
        if (tab) {
            throw new StarlarkException("a tab in the indentation", line);
        }
        int current = indents.getFirst();
        if (column > current) {
            indents.push(column);
            add(Token.Kind.INDENT, "");
        }
        while (column < indents.getFirst()) {
            indents.pop();
            add(Token.Kind.DEDENT, "");
        }
        if (column != indents.getFirst()) {
            throw new StarlarkException("the indentation is that of no line above", line);
        }
        return false;
    }

    private void skipComment() {
        while (at < text.length && text[at] != '\n') {
            at++;
        }
    }

    private void token(char c) {
        if (c == '"' || c == '\'') {
            string(false);
        } else if (c == 'r' && at + 1 < text.length && isQuote(text[at + 1])) {
            at++;
            string(true);
        } else if (Character.isLetter(c) || c == '_') {
            int start = at;
            while (at < text.length && (Character.isLetterOrDigit(text[at]) || text[at] == '_')) {
                at++;
            }
            add(Token.Kind.NAME, new String(text, start, at - start));
        } else if (Character.isDigit(c) || (c == '.' && at + 1 < text.length && Character.isDigit(text[at + 1]))) {
            number();
        } else {
            operator(c);
        }
    }

    private void number() {
        int start = at;
        boolean hexadecimal = text[at] == '0' && at + 1 < text.length && (text[at + 1] | 32) == 'x';
        while (at < text.length
                && (Character.isLetterOrDigit(text[at]) || text[at] == '.' || isExponentSign(hexadecimal))) {
            at++;
        }
        add(Token.Kind.NUMBER, new String(text, start, at - start));
    }

    private boolean isExponentSign(boolean hexadecimal) {
        return !hexadecimal && (text[at] == '+' || text[at] == '-') && (text[at - 1] | 32) == 'e';
    }

    private static boolean isQuote(char c) {
        return c == '"' || c == '\'';
    }

    private void operator(char c) {
        String operator = OPERATORS.get(c);
        if (at + 1 < text.length && LATER.indexOf(text[at + 1]) >= 0) {
            String three = new String(text, at, Math.min(3, text.length - at));
            String two = three.substring(0, 2);
            operator = THREE.contains(three) ? three : TWO.contains(two) ? two : operator;
        }
        if (operator == null) {
            throw new StarlarkException("unexpected character: \"" + c + "\"", line);
        }
        at += operator.length();
        switch (operator) {
            case "(", "[", "{" -> depth++;
            case ")", "]", "}" -> depth = Math.max(0, depth - 1);
            default -> {}
        }
        add(Token.Kind.OPERATOR, operator);
    }

    private void string(boolean raw) {
        int startLine = line;
        char quote = text[at];
        boolean isLong = isTriple(quote);
        at += isLong ? 3 : 1;
        StringBuilder value = new StringBuilder();
        int plain = at;
        while (true) {
            if (at >= text.length || (!isLong && text[at] == '\n')) {
                throw new StarlarkException("string without end", startLine);
            }
            char c = text[at];
            if (c == quote && (!isLong || isTriple(quote))) {
                value.append(text, plain, at - plain);
                at += isLong ? 3 : 1;
                break;
            }
            if (c == '\n') {
                line++;
            }
            at++;
            if (c == '\\' && at < text.length) {
                value.append(text, plain, at - 1 - plain);
                escape(value, raw);
                plain = at;
            }
        }
        tokens.add(new Token(Token.Kind.STRING, value.toString(), startLine));
    }

    private boolean isTriple(char quote) {
        return at + 2 < text.length && text[at] == quote && text[at + 1] == quote && text[at + 2] == quote;
    }

    private void escape(StringBuilder value, boolean raw) {
        char c = text[at++];
        if (c == '\n') {
            line++;
        }
        if (raw) {
            value.append('\\').append(c);
            return;
        }
        switch (c) {
            case 'n' -> value.append('\n');
            case 't' -> value.append('\t');
            case 'r' -> value.append('\r');
            case '\n' -> {}
            case '\\', '"', '\'' -> value.append(c);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                int code = c - '0';
                for (int digits = 1; digits < 3 && at < text.length && text[at] >= '0' && text[at] <= '7'; digits++) {
                    code = code * 8 + text[at++] - '0';
                }
                value.append((char) (code & 0xff));
            }
            default -> throw new StarlarkException("an unknown escape: \"\\" + c + "\"", line);
        }
    }

    private void add(Token.Kind kind, String value) {
        tokens.add(new Token(kind, value, line));
    }
}
