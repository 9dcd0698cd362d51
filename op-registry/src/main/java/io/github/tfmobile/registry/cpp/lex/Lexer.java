package io.github.tfmobile.registry.cpp.lex;

import io.github.tfmobile.common.cpp.CppLexemes;
import io.github.tfmobile.common.cpp.Literals;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Splits C++ text into preprocessing tokens ([lex.pptoken]). Comments count as white space. */
public final class Lexer {

    private static final String[] SINGLE = new String[256];

    static {
        for (int i = 0; i < SINGLE.length; i++) {
            SINGLE[i] = String.valueOf((char) i);
        }
    }

    /** What {@link #words} gives for every number, string and character. */
    public static final String LITERAL = "\"";

    private final byte[] text;
    private final int end;
    private final SymbolTable symbols;
    private int at;
    private int line;

    /** Starts at an offset that is not inside a token. */
    public Lexer(byte[] text, int start, int end, int line, SymbolTable symbols) {
        this.text = text;
        this.at = start;
        this.end = end;
        this.line = line;
        this.symbols = symbols;
    }

    /** All tokens of a text. */
    public static List<Token> tokens(String text, SymbolTable symbols) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return new Lexer(bytes, 0, bytes.length, 1, symbols).all();
    }

    /** Where the next token, or the white space before it, starts. */
    public int offset() {
        return at;
    }

    public List<Token> all() {
        List<Token> tokens = new ArrayList<>();
        for (Token token = next(); token != null; token = next()) {
            tokens.add(token);
        }
        return tokens;
    }

    /** The next token, null at the end. */
    @Nullable
    public Token next() {
        boolean space = skipSpace();
        if (at >= end) {
            return null;
        }
        int start = at;
        int first = text[at] & 0xff;
        if (CppLexemes.identifierStart(first)) {
            at = CppLexemes.endOfIdentifier(text, at, end);
            if (isPlainEnd()) {
                Symbol symbol = symbols.of(text, start, at);
                return new Token(Token.Kind.IDENTIFIER, symbol.name, symbol, space, line);
            }
            return identifier(start, space);
        }
        if (CppLexemes.numberStart(text, at, end)) {
            at = CppLexemes.endOfNumber(text, at, end);
            return new Token(Token.Kind.NUMBER, cut(start, at), null, space, line);
        }
        if (first == '"' || first == '\'') {
            int startLine = line;
            at = CppLexemes.endOfLiteral(text, at, end);
            countLines(start, at);
            Token.Kind kind = first == '"' ? Token.Kind.STRING : Token.Kind.CHARACTER;
            return new Token(kind, unsplice(cut(start, at)), null, space, startLine);
        }
        String punctuator = CppLexemes.longPunctuator(text, at, end);
        if (punctuator != null) {
            at += punctuator.length();
            return new Token(Token.Kind.PUNCTUATOR, digraph(punctuator), null, space, line);
        }
        at++;
        return new Token(Token.Kind.PUNCTUATOR, SINGLE[first], null, space, line);
    }

    /**
     * Goes to the parenthesis that closes the outermost of some that are open, without making tokens; to the end when none does.
     *
     * @return how many are open there
     */
    public int skipArguments(int open) {
        int nesting = open;
        skipSpace();
        while (at < end) {
            int start = at;
            int first = text[at];
            if (first == ')' && nesting == 1) {
                break;
            }
            nesting += first == '(' ? 1 : first == ')' ? -1 : 0;
            at = CppLexemes.endOfToken(text, at, end);
            countLines(start, at);
            skipSpace();
        }
        return nesting;
    }

    /** Is given words. */
    public interface WordHandler {

        /** An identifier. */
        void name(String name);

        /** A {@link #LITERAL}, {@code ::}, or a character of another punctuator. */
        void mark(String mark);
    }

    /**
     * Gives all that is left as mere words, which is faster than making tokens: identifiers as they are, {@link #LITERAL}
     * for numbers, strings and characters, {@code ::}, and the characters of other punctuators one by one.
     */
    public void words(WordHandler to) {
        skipSpace();
        while (at < end) {
            word(text[at] & 0xff, to);
            skipSpace();
        }
    }

    private void word(int first, WordHandler to) {
        if (CppLexemes.identifierStart(first)) {
            int start = at;
            at = CppLexemes.endOfIdentifier(text, at, end);
            if (isPlainEnd()) {
                to.name(symbols.of(text, start, at).name);
            } else {
                word(identifier(start, false), to);
            }
        } else if (CppLexemes.numberStart(text, at, end)) {
            at = CppLexemes.endOfNumber(text, at, end);
            to.mark(LITERAL);
        } else if (first == '"' || first == '\'') {
            at = CppLexemes.endOfLiteral(text, at, end);
            to.mark(LITERAL);
        } else if (first == ':' && at + 1 < end && text[at + 1] == ':') {
            at += 2;
            to.mark("::");
        } else {
            at++;
            to.mark(SINGLE[first]);
        }
    }

    /** The words of tokens, as {@link #words} gives them. */
    public static void words(Token[] tokens, WordHandler to) {
        for (Token token : tokens) {
            if (token.is("::")) {
                to.mark(token.text);
            } else if (token.kind == Token.Kind.PUNCTUATOR) {
                for (int i = 0; i < token.text.length(); i++) {
                    to.mark(SINGLE[token.text.charAt(i)]);
                }
            } else {
                word(token, to);
            }
        }
    }

    /** A name or a literal. */
    private static void word(Token token, WordHandler to) {
        if (token.kind == Token.Kind.IDENTIFIER) {
            to.name(token.text);
        } else {
            to.mark(LITERAL);
        }
    }

    /** Whether an identifier that goes up to the place at hand ends there: it is no prefix and does not go on behind a splice. */
    private boolean isPlainEnd() {
        return at == end || (text[at] != '\\' && text[at] != '"' && text[at] != '\'');
    }

    /** The identifier, or the literal with a prefix, whose first letters are before the place at hand. */
    private Token identifier(int start, boolean space) {
        String name = cut(start, at);
        int splice = CppLexemes.splice(text, at, end);
        while (splice > 0 && at + splice < end && CppLexemes.identifierPart(text[at + splice] & 0xff)) {
            int rest = at + splice;
            line++;
            at = CppLexemes.endOfIdentifier(text, rest, end);
            name += cut(rest, at);
            splice = CppLexemes.splice(text, at, end);
        }
        if (at < end && (text[at] == '"' || text[at] == '\'') && CppLexemes.literalPrefix(name)) {
            return prefixed(name, start, space);
        }
        Symbol symbol = symbols.of(name);
        return new Token(Token.Kind.IDENTIFIER, symbol.name, symbol, space, line);
    }

    /** A literal with a prefix. */
    private Token prefixed(String prefix, int start, boolean space) {
        int startLine = line;
        boolean string = text[at] == '"';
        boolean raw = string && prefix.endsWith("R");
        int open = at;
        at = raw ? CppLexemes.endOfRawString(text, at, end) : CppLexemes.endOfLiteral(text, at, end);
        countLines(start, at);
        String content = raw ? Literals.escape(Literals.rawContent(cut(open, at))) : unsplice(cut(open, at));
        return new Token(
                string ? Token.Kind.STRING : Token.Kind.CHARACTER,
                raw ? '"' + content + '"' : content,
                null,
                space,
                startLine);
    }

    /** Skips white space, comments and line splices; whether there was any. */
    private boolean skipSpace() {
        boolean any = false;
        while (at < end) {
            int c = text[at];
            if (c == '\n') {
                line++;
                at++;
            } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == 0x0b) {
                at++;
            } else if (c == '/' && at + 1 < end && (text[at + 1] == '/' || text[at + 1] == '*')) {
                int start = at;
                at = text[at + 1] == '/'
                        ? CppLexemes.endOfLineComment(text, at, end)
                        : CppLexemes.endOfComment(text, at, end);
                line += CppLexemes.lines(text, start, at);
            } else if (c == '\\' && CppLexemes.splice(text, at, end) > 0) {
                at += CppLexemes.splice(text, at, end);
                line++;
                continue;
            } else {
                break;
            }
            any = true;
        }
        return any;
    }

    private void countLines(int from, int to) {
        line += CppLexemes.lines(text, from, to);
    }

    private static String digraph(String punctuator) {
        return switch (punctuator) {
            case "<%" -> "{";
            case "%>" -> "}";
            case "<:" -> "[";
            case ":>" -> "]";
            case "%:" -> "#";
            case "%:%:" -> "##";
            default -> punctuator;
        };
    }

    private static String unsplice(String literal) {
        return literal.indexOf('\n') < 0
                ? literal
                : literal.replace("\\\r\n", "").replace("\\\n", "");
    }

    private String cut(int from, int to) {
        return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
