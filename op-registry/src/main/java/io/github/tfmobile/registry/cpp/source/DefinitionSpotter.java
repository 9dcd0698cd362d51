package io.github.tfmobile.registry.cpp.source;

import io.github.tfmobile.common.cpp.CppLexemes;
import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import java.util.Arrays;

/**
 * Notes what a file may define of {@link TextFacts}, by the hashes of the names, while it is split into directives and text.
 * It looks backwards from a string, from the brace of a list and from the brace of a body that begins with a return statement,
 * so it may note too much, and says when it does not know. Which of it there is, {@link TextScanner} finds out of the few
 * files with a name that somebody asks for.
 */
final class DefinitionSpotter {

    /** How far back a bracket or a parenthesis is looked for. */
    private static final int FAR = 4000;

    private static final byte[] RETURN = {'r', 'e', 't', 'u', 'r', 'n'};

    private final byte[] text;
    private int[] hashes = new int[8];
    private int count;
    private boolean unclear;

    /** The comments that have last been passed, with nothing but white space between them. */
    private int commentsStart;

    private int commentsEnd = -1;

    DefinitionSpotter(byte[] text) {
        this.text = text;
    }

    /** The hashes of the names. */
    int[] hashes() {
        return Arrays.copyOf(hashes, count);
    }

    /** Whether it may define other names, too. */
    boolean isUnclear() {
        return unclear;
    }

    /** A comment. */
    void comment(int start, int end) {
        if (beforeSpace(start) != commentsEnd) {
            commentsStart = start;
        }
        commentsEnd = end;
    }

    /** A string, with what belongs to it before the quote. */
    void string(int start) {
        int equals = beforeSpace(start) - 1;
        if (equals >= 0 && text[equals] == '=') {
            constant(equals);
        }
    }

    /** An opening brace. */
    void brace(int at) {
        int before = beforeSpace(at);
        if (before > 0 && text[before - 1] == '=') {
            constant(before - 1);
            return;
        }
        if (before == commentsEnd) {
            before = beforeSpace(commentsStart);
        }
        if (before > 0 && text[before - 1] == ')' && returns(at + 1)) {
            function(before - 1);
        }
    }

    /** The offset behind the last character that is no white space. */
    private int beforeSpace(int at) {
        int before = at;
        while (before > 0 && isSpace(text[before - 1])) {
            before--;
        }
        return before;
    }

    private static boolean isSpace(byte c) {
        return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
    }

    private boolean returns(int at) {
        int start = CppLexemes.endOfSpace(text, at, text.length);
        int end = start + RETURN.length;
        return end < text.length
                && Arrays.equals(text, start, end, RETURN, 0, RETURN.length)
                && !CppLexemes.identifierPart(text[end] & 0xff);
    }

    /** What stands before an equals sign. */
    private void constant(int equals) {
        int end = beforeSpace(equals);
        while (end > 0 && text[end - 1] == ']') {
            int open = open(end - 1, '[', ']');
            if (open < 0) {
                return;
            }
            end = beforeSpace(open);
        }
        name(end);
    }

    private void function(int close) {
        int open = open(close, '(', ')');
        if (open >= 0) {
            name(open);
        }
    }

    /** The place of the bracket that opens what one closes; without one that can be told, all is unclear, and it is -1. */
    private int open(int close, char opening, char closing) {
        int nesting = 0;
        for (int i = close; i >= Math.max(1, close - FAR); i--) {
            byte c = text[i];
            if (c == closing) {
                nesting++;
            } else if (c == opening) {
                nesting--;
                if (nesting == 0) {
                    return i;
                }
            } else if (c == '"' || c == '\'') {
                i = openingQuote(i);
            } else if (c == '/' && (text[i - 1] == '/' || text[i - 1] == '*')) {
                break;
            }
        }
        unclear = true;
        return -1;
    }

    /** The place of the quote that opens a literal on the same line, 0 when there is none. */
    private int openingQuote(int closing) {
        for (int i = closing - 1; i > 0 && text[i] != '\n'; i--) {
            if (text[i] == text[closing] && text[i - 1] != '\\') {
                return i;
            }
        }
        return 0;
    }

    private void name(int end) {
        int start = end;
        while (start > 0 && CppLexemes.identifierPart(text[start - 1] & 0xff)) {
            start--;
        }
        if (start < end) {
            if (count == hashes.length) {
                hashes = Arrays.copyOf(hashes, count * 2);
            }
            hashes[count++] = SymbolTable.hash(text, start, end);
        }
    }
}
