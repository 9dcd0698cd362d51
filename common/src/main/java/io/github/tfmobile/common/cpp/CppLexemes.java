package io.github.tfmobile.common.cpp;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Where the tokens of C++ text end. All offsets are into a text of one byte a character. */
public final class CppLexemes {

    private static final String[] LONG_PUNCTUATORS = {
        "%:%:", "...", "->*", "<<=", ">>=", "<=>", "##", "::", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=",
        "&&", "||", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", ".*", "<:", ":>", "<%", "%>", "%:"
    };

    /** What a punctuator of several characters goes on with. */
    private static final String LATER_PUNCTUATION = "#+-=<>&|.*%:";

    private static final boolean[] IDENTIFIER_PART = new boolean[256];

    /** What starts no comment, literal, directive, line splice or block. */
    private static final boolean[] PLAIN = new boolean[256];

    static {
        for (int c = 0; c < 256; c++) {
            PLAIN[c] = "\"'/#\\{".indexOf(c) < 0;
            IDENTIFIER_PART[c] = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '_'
                    || c == '$'
                    || c >= 0x80;
        }
    }

    private CppLexemes() {}

    /** Whether there is a byte 0 in a text. */
    public static boolean hasZero(byte[] text) {
        for (byte c : text) {
            if (c == 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether an identifier may start with a character. */
    public static boolean identifierStart(int c) {
        return IDENTIFIER_PART[c] && !digit(c);
    }

    public static boolean identifierPart(int c) {
        return IDENTIFIER_PART[c];
    }

    public static boolean digit(int c) {
        return c >= '0' && c <= '9';
    }

    /** The offset of the next quotation mark, slash, number sign, backslash or opening brace. */
    public static int endOfPlain(byte[] text, int at, int end) {
        int i = at;
        while (i < end && PLAIN[text[i] & 0xff]) {
            i++;
        }
        return i;
    }

    /** How many lines end between two offsets. */
    public static int lines(byte[] text, int from, int to) {
        int lines = 0;
        for (int i = from; i < to; i++) {
            if (text[i] == '\n') {
                lines++;
            }
        }
        return lines;
    }

    /** The end of the line; -1 when it may go on in the next one or hold a comment. */
    public static int endOfPlainLine(byte[] text, int at, int end) {
        int i = at;
        for (; i < end && text[i] != '\n'; i++) {
            boolean comment = text[i] == '/' && i + 1 < end && (text[i + 1] == '/' || text[i + 1] == '*');
            if (text[i] == '\\' || comment) {
                return -1;
            }
        }
        return i;
    }

    /** The offset of the next character that is neither white space nor in a comment. */
    public static int endOfSpace(byte[] text, int at, int end) {
        int i = at;
        while (i < end) {
            int c = text[i];
            if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
                i++;
            } else if (c == '/' && i + 1 < end && text[i + 1] == '/') {
                i = endOfLineComment(text, i, end);
            } else if (c == '/' && i + 1 < end && text[i + 1] == '*') {
                i = endOfComment(text, i, end);
            } else {
                break;
            }
        }
        return i;
    }

    /** The offset after the token that starts there, which is neither white space nor a comment; a line splice ends a word. */
    public static int endOfToken(byte[] text, int at, int end) {
        if (identifierStart(text[at] & 0xff)) {
            int stop = endOfIdentifier(text, at, end);
            boolean quote = stop < end && (text[stop] == '"' || text[stop] == '\'');
            if (!quote || !literalPrefix(new String(text, at, stop - at, StandardCharsets.ISO_8859_1))) {
                return stop;
            }
            boolean raw = text[stop] == '"' && text[stop - 1] == 'R';
            return raw ? endOfRawString(text, stop, end) : endOfLiteral(text, stop, end);
        }
        if (numberStart(text, at, end)) {
            return endOfNumber(text, at, end);
        }
        if (text[at] == '"' || text[at] == '\'') {
            return endOfLiteral(text, at, end);
        }
        String punctuator = longPunctuator(text, at, end);
        return at + (punctuator == null ? 1 : punctuator.length());
    }

    /** The offset after the identifier that starts there; a line splice ends it. */
    public static int endOfIdentifier(byte[] text, int at, int end) {
        int i = at;
        while (i < end && IDENTIFIER_PART[text[i] & 0xff]) {
            i++;
        }
        return i;
    }

    /** Whether a number starts at an offset: a digit, or a dot before one. */
    public static boolean numberStart(byte[] text, int at, int end) {
        return digit(text[at]) || (text[at] == '.' && at + 1 < end && digit(text[at + 1]));
    }

    /** The punctuator of several characters that starts at an offset; null when there is none. */
    public static @Nullable String longPunctuator(byte[] text, int at, int end) {
        if (at + 1 < end && LATER_PUNCTUATION.indexOf(text[at + 1]) >= 0) {
            for (String punctuator : LONG_PUNCTUATORS) {
                if (startsWith(text, at, end, punctuator)) {
                    return punctuator;
                }
            }
        }
        return null;
    }

    private static boolean startsWith(byte[] text, int at, int end, String punctuator) {
        int length = punctuator.length();
        if (at + length > end) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text[at + i] != punctuator.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The end of a pp-number: digits, letters, dots, signs after an exponent, single quotes between digits. */
    public static int endOfNumber(byte[] text, int at, int end) {
        int i = at;
        while (i < end) {
            int c = text[i] & 0xff;
            if (IDENTIFIER_PART[c] || c == '.') {
                i++;
            } else if ((c == '+' || c == '-') && exponent(text[i - 1])) {
                i++;
            } else if (c == '\'' && i + 1 < end && IDENTIFIER_PART[text[i + 1] & 0xff]) {
                i += 2;
            } else {
                break;
            }
        }
        return i;
    }

    private static boolean exponent(byte c) {
        return c == 'e' || c == 'E' || c == 'p' || c == 'P';
    }

    /** Length of the line splice at an offset, 0 when there is none. */
    public static int splice(byte[] text, int at, int end) {
        if (at + 1 < end && text[at] == '\\') {
            if (text[at + 1] == '\n') {
                return 2;
            }
            if (text[at + 1] == '\r' && at + 2 < end && text[at + 2] == '\n') {
                return 3;
            }
        }
        return 0;
    }

    /** The offset after a string or character literal; without a closing quote, the end of the line. */
    public static int endOfLiteral(byte[] text, int at, int end) {
        byte quote = text[at];
        int i = at + 1;
        while (i < end) {
            byte c = text[i];
            if (c == '\\') {
                int splice = splice(text, i, end);
                i += splice > 0 ? splice : 2;
            } else if (c == quote) {
                return i + 1;
            } else if (c == '\n') {
                return i;
            } else {
                i++;
            }
        }
        return Math.min(i, end);
    }

    /** Whether the literal that starts and ends there has a closing quote. */
    public static boolean closed(byte[] text, int start, int end) {
        return end - start >= 2 && text[end - 1] == text[start];
    }

    /** The offset after a raw string whose opening quote is at an offset; the end of the text when it has no end. */
    public static int endOfRawString(byte[] text, int at, int end) {
        int open = at + 1;
        while (open < end && text[open] != '(' && open - at <= 17) {
            open++;
        }
        int length = open - at - 1;
        for (int i = open + 1; i + length + 1 < end; i++) {
            if (text[i] == ')' && text[i + length + 1] == '"' && same(text, i + 1, at + 1, length)) {
                return i + length + 2;
            }
        }
        return end;
    }

    private static boolean same(byte[] text, int a, int b, int length) {
        for (int i = 0; i < length; i++) {
            if (text[a + i] != text[b + i]) {
                return false;
            }
        }
        return true;
    }

    /** The offset of the end of the line that a {@code //} comment ends with. */
    public static int endOfLineComment(byte[] text, int at, int end) {
        int i = at;
        while (i < end && text[i] != '\n') {
            int splice = text[i] == '\\' ? splice(text, i, end) : 0;
            i += splice > 0 ? splice : 1;
        }
        return i;
    }

    /** The offset after a {@code /*} comment, the end of the text when it has no end. */
    public static int endOfComment(byte[] text, int at, int end) {
        for (int i = at + 2; i + 1 < end; i++) {
            if (text[i] == '*' && text[i + 1] == '/') {
                return i + 2;
            }
        }
        return end;
    }

    public static boolean literalPrefix(String name) {
        return switch (name) {
            case "R", "L", "u", "U", "u8", "LR", "uR", "UR", "u8R" -> true;
            default -> false;
        };
    }
}
