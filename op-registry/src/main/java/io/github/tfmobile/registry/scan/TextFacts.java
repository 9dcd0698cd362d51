package io.github.tfmobile.registry.scan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What one pass over the text of a file, directives left out, finds without expanding anything. */
final class TextFacts {

    /**
     * A variable that is initialised with a literal or a list.
     *
     * @param name its name
     * @param value the offset of the initialiser
     * @param line the line of the initialiser
     */
    record Definition(String name, int value, int line) {}

    private final byte[] text;
    private final NameTable registering;

    /** Whether the text names a macro that may register. */
    boolean registers;

    /** Whether the text registers through the C API. */
    boolean callsApi;

    final List<Definition> definitions = new ArrayList<>();

    private int nameStart;
    private int nameEnd;
    private int line;

    private TextFacts(SourceFile file, NameTable registering) {
        this.text = file.text;
        this.registering = registering;
    }

    /** Goes over the file's text. */
    static TextFacts of(SourceFile file, NameTable registering) {
        TextFacts facts = new TextFacts(file, registering);
        for (Item item : file.items) {
            if (item.kind == Item.Kind.TEXT) {
                facts.scan(item);
            }
        }
        return facts;
    }

    private void scan(Item item) {
        int end = item.end;
        int at = item.start;
        line = item.line;
        int brackets = 0;
        while (at < end) {
            int c = text[at] & 0xff;
            if (c == '\n') {
                line++;
                at++;
            } else if (Chars.identifierStart(c)) {
                int start = at;
                at = Chars.endOfIdentifier(text, at, end);
                if (at < end && text[at] == '"' && text[at - 1] == 'R') {
                    at = lines(at, Chars.endOfRawString(text, at, end));
                    continue;
                }
                if (brackets == 0) {
                    nameStart = start;
                    nameEnd = at;
                }
                // A name that goes on behind a line splice is put together by the lexer.
                registers |= Chars.splice(text, at, end) > 0;
                word(start, at);
            } else if (c == '"' || c == '\'') {
                at = lines(at, Chars.endOfLiteral(text, at, end));
            } else if (c == '/' && at + 1 < end && text[at + 1] == '/') {
                at = lines(at, Chars.endOfLineComment(text, at, end));
            } else if (c == '/' && at + 1 < end && text[at + 1] == '*') {
                at = lines(at, Chars.endOfComment(text, at, end));
            } else if (Chars.digit(c)) {
                at = Chars.endOfNumber(text, at, end);
            } else {
                if (c == '[') {
                    brackets++;
                } else if (c == ']') {
                    brackets = Math.max(0, brackets - 1);
                } else if (c == '=') {
                    definition(at, end);
                } else if (c == ';' || c == '{' || c == '}') {
                    brackets = 0;
                }
                at++;
            }
        }
    }

    private int lines(int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] == '\n') {
                line++;
            }
        }
        return to;
    }

    private void word(int start, int stop) {
        if (!registers && registering.contains(text, start, stop)) {
            registers = true;
        }
        if (stop - start > 20 && text[start] == 'T' && text[start + 1] == 'F' && text[start + 2] == '_') {
            callsApi |= CApiReader.CALLS.contains(cut(start, stop));
        }
    }

    private int blank(int at, int end) {
        int i = at;
        while (i < end && (text[i] == ' ' || text[i] == '\n' || text[i] == '\t' || text[i] == '\r')) {
            i++;
        }
        return i;
    }

    private String cut(int start, int stop) {
        return new String(text, start, stop - start, StandardCharsets.ISO_8859_1);
    }

    /** {@code name = "..."}, {@code name[] = {...}} */
    private void definition(int equals, int end) {
        int before = equals - 1;
        while (before >= 0 && (text[before] == ' ' || text[before] == '\n')) {
            before--;
        }
        if (before < 0 || nameEnd == nameStart || (before + 1 != nameEnd && text[before] != ']')) {
            return;
        }
        int value = blank(equals + 1, end);
        if (value < end
                && (text[value] == '"' || text[value] == '{' || (text[value] == 'R' && rawString(value, end)))) {
            definitions.add(new Definition(cut(nameStart, nameEnd), value, line));
        }
    }

    private boolean rawString(int at, int end) {
        return at + 1 < end && text[at + 1] == '"';
    }
}
