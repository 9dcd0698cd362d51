package io.github.tfmobile.registry.cpp.source;

import io.github.tfmobile.common.cpp.CppLexemes;
import io.github.tfmobile.registry.cpp.lex.Lexer;
import io.github.tfmobile.registry.cpp.lex.Symbol;
import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import io.github.tfmobile.registry.cpp.lex.Token;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Goes over the text of a file once, directives left out: finds the invocations of macros that may register, which become
 * items of tokens, and what {@link TextFacts} says. Text that names no such macro is not made into tokens.
 */
public final class TextScanner {

    /** Parentheses nested deeper name no function. */
    private static final int DEPTH = 64;

    /** How far the beginning of a function has been read. */
    private enum Function {
        NONE,
        PARAMETERS,
        BODY
    }

    private final CppFile file;
    private final byte[] text;
    private final SymbolTable symbols;
    private final MacroNameFilter watched;
    private final Set<String> beginnings;
    private final InvocationExtractor regions;
    private final List<TextFacts.Definition> constants = new ArrayList<>();
    private final List<TextFacts.Definition> functions = new ArrayList<>();
    private boolean callsApi;
    private int item;
    private int end;
    private int line;

    /** The offset up to which text belongs to an invocation that was found. */
    private int taken;

    /** Where the outermost macro call starts that is being passed; -1 when there is none. */
    private int call = -1;

    private int callLine;
    private int callDepth;
    private boolean callPastes;

    private int depth;

    /** For each open parenthesis the name before it, 0 and 0 when there is none. */
    private final int[] calledStart = new int[DEPTH];

    private final int[] calledEnd = new int[DEPTH];

    private Function function = Function.NONE;
    private int functionStart;
    private int functionEnd;

    private int brackets;
    private int nameStart;
    private int nameEnd;

    private TextScanner(CppFile file, SymbolTable symbols, MacroNameFilter watched, Set<String> beginnings) {
        this.file = file;
        this.text = file.text;
        this.symbols = symbols;
        this.watched = watched;
        this.beginnings = beginnings;
        this.regions = new InvocationExtractor(file, symbols);
    }

    /**
     * Goes over a file and replaces its items.
     *
     * @param watched the names of macros and of functions that register
     * @param beginnings what the names of macros that may register begin with
     */
    public static TextFacts scan(CppFile file, SymbolTable symbols, MacroNameFilter watched, Set<String> beginnings) {
        TextScanner scanner = new TextScanner(file, symbols, watched, beginnings);
        for (int i = 0; i < file.items.length; i++) {
            if (file.items[i].kind == SourceFragment.Kind.TEXT) {
                scanner.scan(i);
            } else {
                scanner.regions.directive(i);
            }
        }
        return new TextFacts(List.copyOf(scanner.constants), List.copyOf(scanner.functions), scanner.callsApi);
    }

    private void scan(int index) {
        SourceFragment part = file.items[index];
        item = index;
        end = part.end;
        line = part.line;
        taken = regions.begin(index);
        call = -1;
        depth = 0;
        brackets = 0;
        function = Function.NONE;
        int at = part.start;
        while (at < end) {
            at = next(at);
        }
        regions.end(index);
    }

    /** Goes on behind the word, the number, the punctuator or the space that starts there. */
    private int next(int at) {
        int c = text[at] & 0xff;
        if (CppLexemes.identifierPart(c)) {
            return CppLexemes.digit(c) ? number(at) : word(at);
        } else if (c == '\n') {
            line++;
            return at + 1;
        } else if (c == ' ') {
            return at + 1;
        }
        return punctuation(at, c);
    }

    private int number(int at) {
        function = Function.NONE;
        return CppLexemes.endOfNumber(text, at, end);
    }

    private int punctuation(int at, int c) {
        switch (c) {
            case '\t', '\r', '\f' -> {
                return at + 1;
            }
            case '/' -> {
                if (at + 1 < end && text[at + 1] == '/') {
                    return lines(at, CppLexemes.endOfLineComment(text, at, end));
                } else if (at + 1 < end && text[at + 1] == '*') {
                    return lines(at, CppLexemes.endOfComment(text, at, end));
                }
            }
            case '"', '\'' -> {
                function = Function.NONE;
                return lines(at, CppLexemes.endOfLiteral(text, at, end));
            }
            case '(' -> {
                if (depth >= 0 && depth < DEPTH) {
                    calledStart[depth] = nameEnd == at ? nameStart : 0;
                    calledEnd[depth] = nameEnd == at ? nameEnd : 0;
                }
                depth++;
            }
            case ')' -> {
                depth--;
                if (call >= 0 && depth <= callDepth) {
                    call = -1;
                }
                if (depth >= 0 && depth < DEPTH && calledEnd[depth] > 0) {
                    functionStart = calledStart[depth];
                    functionEnd = calledEnd[depth];
                    function = Function.PARAMETERS;
                    return at + 1;
                }
            }
            case '[' -> brackets++;
            case ']' -> brackets = Math.max(0, brackets - 1);
            case '=' -> constant(at);
            case ';', '}' -> brackets = 0;
            case '{' -> {
                brackets = 0;
                function = function == Function.PARAMETERS ? Function.BODY : Function.NONE;
                return at + 1;
            }
            default -> {}
        }
        function = Function.NONE;
        return at + 1;
    }

    private int lines(int from, int to) {
        line += CppLexemes.lines(text, from, to);
        return to;
    }

    private int word(int start) {
        int stop = CppLexemes.endOfIdentifier(text, start, end);
        char next = stop < end ? (char) text[stop] : ' ';
        if (next == '"' && text[stop - 1] == 'R' && CppLexemes.literalPrefix(cut(start, stop))) {
            function = Function.NONE;
            return lines(stop, CppLexemes.endOfRawString(text, stop, end));
        }
        Symbol symbol;
        if (next == '\\' && CppLexemes.splice(text, stop, end) > 0) {
            // A name that goes on behind a line splice is put together by the lexer.
            Lexer lexer = new Lexer(text, start, end, line, symbols);
            Token token = lexer.next();
            symbol = token == null ? null : token.symbol;
            stop = lexer.offset();
        } else {
            if (brackets == 0) {
                nameStart = start;
                nameEnd = stop;
            }
            if (function == Function.BODY && is(start, stop, "return")) {
                functions.add(new TextFacts.Definition(cut(functionStart, functionEnd), stop, line));
            }
            function = Function.NONE;
            symbol = watched.find(text, start, stop, SymbolTable.hash(text, start, stop));
        }
        boolean pasted = call >= 0 && callPastes && start >= taken && beginnings.contains(cut(start, stop));
        if (symbol != null) {
            named(symbol, pasted, start, stop);
        } else if (pasted) {
            take(start);
        }
        return next == '\\' ? lines(start, stop) : stop;
    }

    /** The text names something, a macro perhaps. */
    private void named(Symbol symbol, boolean pasted, int start, int stop) {
        callsApi |= symbol.api;
        if (start < taken) {
            return;
        }
        boolean called = symbol.macro && isCalled(stop);
        if (symbol.registers || pasted || (symbol.macro && call >= 0 && callPastes) || (symbol.pastes && !called)) {
            take(start);
        } else if (called) {
            if (call < 0) {
                call = start;
                callLine = line;
                callDepth = depth;
                callPastes = false;
            }
            callPastes |= symbol.pastes;
        }
    }

    /** An invocation that may register starts here, or with the macro call around this place. */
    private void take(int start) {
        taken = call >= 0 ? regions.take(item, call, callLine) : regions.take(item, start, line);
        call = -1;
    }

    /** Whether the next token is an opening parenthesis. */
    private boolean isCalled(int stop) {
        if (stop < end && text[stop] == '(') {
            return true;
        }
        Token next = new Lexer(text, stop, end, line, symbols).next();
        return next != null && next.is('(');
    }

    private boolean is(int start, int stop, String word) {
        if (stop - start != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (text[start + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private String cut(int start, int stop) {
        return new String(text, start, stop - start, StandardCharsets.ISO_8859_1);
    }

    /** {@code name = "..."}, {@code name[] = {...}} */
    private void constant(int equals) {
        int before = equals - 1;
        while (before >= 0 && (text[before] == ' ' || text[before] == '\n')) {
            before--;
        }
        if (before < 0 || nameEnd == nameStart || (before + 1 != nameEnd && text[before] != ']')) {
            return;
        }
        int value = equals + 1;
        while (value < end
                && (text[value] == ' ' || text[value] == '\n' || text[value] == '\t' || text[value] == '\r')) {
            value++;
        }
        boolean raw = value + 1 < end && text[value] == 'R' && text[value + 1] == '"';
        if (value < end && (text[value] == '"' || text[value] == '{' || raw)) {
            constants.add(new TextFacts.Definition(cut(nameStart, nameEnd), value, line));
        }
    }
}
