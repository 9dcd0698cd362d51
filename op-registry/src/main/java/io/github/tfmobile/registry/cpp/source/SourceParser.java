package io.github.tfmobile.registry.cpp.source;

import io.github.tfmobile.common.cpp.CppLexemes;
import io.github.tfmobile.registry.cpp.lex.Lexer;
import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import io.github.tfmobile.registry.cpp.lex.Token;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits a file into directives and the text between them, once for all translation units and configurations. Text is not
 * looked at beyond finding its end.
 */
public final class SourceParser {

    private static final byte[] INCLUDE = {'i', 'n', 'c', 'l', 'u', 'd', 'e'};

    private final CppFile file;
    private final SourceTree tree;
    private final byte[] text;
    private final DefinitionSpotter definitions;
    private final SymbolTable symbols;
    private final List<SourceFragment> items = new ArrayList<>();
    private final List<SourceFragment> unconditional = new ArrayList<>();
    /**
     * What is done at each character that is not plain. A table, not a switch: the just-in-time compiler takes what a loop
     * switches to into one method with the loop, which takes it longer to compile than a tree takes to read.
     */
    private final @Nullable Runnable[] specials = new Runnable[128];

    private int at;

    /** The line at an offset up to which lines were counted. */
    private int line = 1;

    private int counted;
    private int textStart;
    private int textLine = 1;

    /** Behind the start of the text, or behind the last comment that a line starts with. */
    private int blankUntil;

    private SourceParser(CppFile file, SourceTree tree, SymbolTable symbols) {
        this.file = file;
        this.tree = tree;
        this.text = file.text;
        this.definitions = new DefinitionSpotter(file.text);
        this.symbols = symbols;
        specials['#'] = this::number;
        specials['/'] = this::slash;
        specials['"'] = this::string;
        specials['{'] = this::brace;
        specials['\''] = this::character;
        specials['\\'] = this::splice;
    }

    /** Parses the file's content and sets its items and guard. Gives the problems that hold in every configuration. */
    public static List<SourceFragment> parse(CppFile file, SourceTree tree, SymbolTable symbols) {
        SourceParser parser = new SourceParser(file, tree, symbols);
        parser.parse();
        return parser.unconditional;
    }

    private void parse() {
        int end = text.length;
        at = CppLexemes.endOfPlain(text, at, end);
        while (at < end) {
            specials[text[at]].run();
            at = CppLexemes.endOfPlain(text, at, end);
        }
        flushText();
        link();
        findGuard();
        file.items = items.toArray(new SourceFragment[0]);
        file.defined = definitions.hashes();
        file.definesOthers = definitions.isUnclear();
    }

    /** A number sign, which begins a directive when it starts a line. */
    private void number() {
        if (startsLine()) {
            flushText();
            directive();
            textStart = at;
            textLine = line();
        } else {
            at++;
        }
    }

    private void brace() {
        definitions.brace(at++);
    }

    private void string() {
        if (isRawString()) {
            definitions.string(at - 1);
            rawString();
        } else {
            definitions.string(at);
            literal();
        }
    }

    private void character() {
        int number = isInNumber() ? CppLexemes.endOfNumber(text, at, text.length) : at;
        if (number > at) {
            at = number;
        } else {
            literal();
        }
    }

    private void splice() {
        int splice = CppLexemes.splice(text, at, text.length);
        file.spliced |= splice > 0 && at > 0 && CppLexemes.identifierPart(text[at - 1] & 0xff);
        at += Math.max(1, splice);
    }

    /** The line at hand, from 1. */
    private int line() {
        line += CppLexemes.lines(text, counted, at);
        counted = at;
        return line;
    }

    /** Whether there are only white space and comments before the place at hand in its line. */
    private boolean startsLine() {
        int before = at;
        while (before > blankUntil
                && (text[before - 1] == ' ' || text[before - 1] == '\t' || text[before - 1] == '\r')) {
            before--;
        }
        return before == blankUntil || (text[before - 1] == '\n' && !spliced(before - 1));
    }

    /** Whether an end of a line stands behind a backslash. */
    private boolean spliced(int newline) {
        int before = newline > 0 && text[newline - 1] == '\r' ? newline - 2 : newline - 1;
        return before >= 0 && text[before] == '\\';
    }

    private void slash() {
        int next = at + 1 < text.length ? text[at + 1] : 0;
        if (next != '/' && next != '*') {
            at++;
            return;
        }
        boolean startsLine = startsLine();
        int start = at;
        if (next == '/') {
            at = CppLexemes.endOfLineComment(text, at, text.length);
        } else {
            comment();
        }
        definitions.comment(start, at);
        blankUntil = startsLine ? at : blankUntil;
    }

    private void comment() {
        int stop = CppLexemes.endOfComment(text, at, text.length);
        if (stop == text.length && !(stop - at >= 4 && text[stop - 1] == '/' && text[stop - 2] == '*')) {
            unconditional.add(problem(line(), "the comment has no end"));
        }
        at = stop;
    }

    /** Whether the quote belongs to a raw string. */
    private boolean isRawString() {
        int start = at;
        while (start > 0 && at - start <= 3 && CppLexemes.identifierPart(text[start - 1] & 0xff)) {
            start--;
        }
        return start < at
                && text[at - 1] == 'R'
                && CppLexemes.literalPrefix(new String(text, start, at - start, StandardCharsets.ISO_8859_1));
    }

    private void rawString() {
        int stop = CppLexemes.endOfRawString(text, at, text.length);
        if (stop == text.length && text[stop - 1] != '"') {
            items.add(problem(line(), "the raw string has no end"));
        }
        at = stop;
    }

    /** Whether the single quote stands behind a digit or a letter of a number. */
    private boolean isInNumber() {
        int start = at;
        while (start > 0 && (CppLexemes.identifierPart(text[start - 1] & 0xff) || text[start - 1] == '.')) {
            start--;
        }
        int digit = start < at && text[start] == '.' ? start + 1 : start;
        return digit < at && CppLexemes.digit(text[digit]);
    }

    private void literal() {
        int stop = CppLexemes.endOfLiteral(text, at, text.length);
        if (text[at] == '"' && !CppLexemes.closed(text, at, stop)) {
            flushText();
            items.add(problem(line(), "the string has no end"));
            textStart = at;
            textLine = line();
        }
        at = stop;
    }

    private static SourceFragment problem(int line, String what) {
        SourceFragment item = new SourceFragment(SourceFragment.Kind.PROBLEM, line);
        item.text = what;
        return item;
    }

    private void flushText() {
        if (CppLexemes.endOfSpace(text, textStart, at) < at) {
            SourceFragment item = new SourceFragment(SourceFragment.Kind.TEXT, textLine);
            item.start = textStart;
            item.end = at;
            items.add(item);
        }
    }

    private void directive() {
        int directiveLine = line();
        at++;
        int end = CppLexemes.endOfPlainLine(text, at, text.length);
        if (end < 0) {
            byte[] logical = logicalLine();
            directive(logical, 0, logical.length, directiveLine);
        } else {
            int start = at;
            at = end;
            directive(text, start, end, directiveLine);
        }
    }

    /** A directive that is all on one line, without comments. Nearly all are includes, which need no tokens. */
    private void directive(byte[] in, int start, int end, int at) {
        int word = endOfBlanks(in, start, end);
        int behind = word + INCLUDE.length;
        if (behind < end
                && Arrays.equals(in, word, behind, INCLUDE, 0, INCLUDE.length)
                && include(in, behind, end, at)) {
            return;
        }
        Lexer lexer = new Lexer(in, start, end, at, symbols);
        Token name = lexer.next();
        if (name == null || name.symbol == null) {
            return;
        }
        switch (name.text) {
            case "define" -> define(lexer.all(), at);
            case "undef" -> named(SourceFragment.Kind.UNDEF, lexer.next(), at);
            case "ifdef" -> named(SourceFragment.Kind.IFDEF, lexer.next(), at);
            case "ifndef" -> named(SourceFragment.Kind.IFNDEF, lexer.next(), at);
            case "if" -> conditional(SourceFragment.Kind.IF, lexer.all(), at);
            case "elif" -> conditional(SourceFragment.Kind.ELIF, lexer.all(), at);
            case "else" -> conditional(SourceFragment.Kind.ELSE, List.of(), at);
            case "endif" -> conditional(SourceFragment.Kind.ENDIF, List.of(), at);
            case "include", "include_next", "import" -> {
                if (!include(in, lexer.offset(), end, at)) {
                    computed(lexer.all(), at);
                }
            }
            case "pragma" -> {
                Token what = lexer.next();
                file.once |= what != null && what.isIdentifier("once");
            }
            default -> {
                // #error, #warning, #line and the like change no macro.
            }
        }
    }

    /** The directive without its {@code #}, splices joined and comments made a blank; goes to the end of its line. */
    private byte[] logicalLine() {
        int end = text.length;
        byte[] logical = new byte[80];
        int length = 0;
        while (at < end && text[at] != '\n') {
            int c = text[at];
            int start = at;
            int splice = c == '\\' ? CppLexemes.splice(text, at, end) : 0;
            if (splice > 0) {
                at += splice;
                continue;
            } else if (c == '/' && at + 1 < end && text[at + 1] == '/') {
                at = CppLexemes.endOfLineComment(text, at, end);
                break;
            } else if (c == '/' && at + 1 < end && text[at + 1] == '*') {
                comment();
                logical = room(logical, length + 1);
                logical[length++] = ' ';
                continue;
            } else if (c == '"' || (c == '\'' && !CppLexemes.identifierPart(text[start - 1] & 0xff))) {
                at = CppLexemes.endOfLiteral(text, at, end);
            } else {
                at++;
            }
            logical = room(logical, length + at - start);
            for (int i = start; i < at; i++) {
                int inner = CppLexemes.splice(text, i, at);
                if (inner > 0) {
                    i += inner - 1;
                } else {
                    logical[length++] = text[i];
                }
            }
        }
        return Arrays.copyOf(logical, length);
    }

    private static byte[] room(byte[] bytes, int length) {
        return length <= bytes.length ? bytes : Arrays.copyOf(bytes, Math.max(length, bytes.length * 2));
    }

    private void named(SourceFragment.Kind kind, @Nullable Token name, int at) {
        SourceFragment item = new SourceFragment(kind, at);
        if (name == null || name.symbol == null) {
            items.add(problem(at, "the directive names no macro"));
            if (kind == SourceFragment.Kind.UNDEF) {
                return;
            }
            item.symbol = symbols.of("");
        } else {
            item.symbol = name.symbol;
        }
        items.add(item);
    }

    private void conditional(SourceFragment.Kind kind, List<Token> tokens, int at) {
        SourceFragment item = new SourceFragment(kind, at);
        item.tokens = tokens;
        item.test = tokens.isEmpty() ? null : DefinedTest.of(tokens);
        items.add(item);
    }

    /**
     * Takes the include of what stands at an offset between quotes or angles; false when nothing does. What is not in the tree
     * and may be a library's is kept by name.
     */
    private boolean include(byte[] in, int from, int end, int at) {
        int open = endOfBlanks(in, from, end);
        if (open == end || (in[open] != '"' && in[open] != '<')) {
            return false;
        }
        boolean angled = in[open] == '<';
        int close = open + 1;
        while (close < end && in[close] != (angled ? '>' : '"')) {
            close++;
        }
        if (close == end) {
            return false;
        }
        String name = new String(in, open + 1, close - open - 1, StandardCharsets.ISO_8859_1);
        CppFile target = tree.include(file, name.strip(), angled);
        if (target != null) {
            SourceFragment item = new SourceFragment(SourceFragment.Kind.INCLUDE, at);
            item.target = target;
            items.add(item);
        } else if (isNamedHeader(name)) {
            SourceFragment external = new SourceFragment(SourceFragment.Kind.EXTERNAL, at);
            external.symbol = tree.externals.of(in, open, close + 1);
            items.add(external);
        }
        return true;
    }

    /** An include of what a macro says. */
    private void computed(List<Token> tokens, int at) {
        if (!tokens.isEmpty()) {
            SourceFragment item = new SourceFragment(SourceFragment.Kind.INCLUDE, at);
            item.tokens = tokens;
            items.add(item);
        }
    }

    private static int endOfBlanks(byte[] in, int at, int end) {
        int i = at;
        while (i < end && (in[i] == ' ' || (in[i] >= '\t' && in[i] <= '\r'))) {
            i++;
        }
        return i;
    }

    /** Whether a header may be of something else than the standard library of C++, whose headers are plain words. */
    private static boolean isNamedHeader(String name) {
        return name.indexOf('.') >= 0 || name.indexOf('/') >= 0;
    }

    private void define(List<Token> tokens, int at) {
        if (tokens.isEmpty() || tokens.get(0).symbol == null) {
            items.add(problem(at, "the directive names no macro"));
            return;
        }
        Macro macro = MacroParser.parse(tokens);
        if (macro == null) {
            items.add(problem(at, "the macro's parameters cannot be read: \"" + tokens.get(0) + '"'));
            return;
        }
        SourceFragment item = new SourceFragment(SourceFragment.Kind.DEFINE, at);
        item.symbol = macro.name;
        item.macro = macro;
        items.add(item);
    }

    /** Matches the conditionals of the file. */
    private void link() {
        Deque<Integer> open = new ArrayDeque<>();
        List<Integer> chain = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            SourceFragment item = items.get(i);
            switch (item.kind) {
                case IF, IFDEF, IFNDEF -> {
                    open.push(i);
                    chain.add(i);
                }
                case ELIF, ELSE, ENDIF -> {
                    if (open.isEmpty()) {
                        unconditional.add(problem(item.line, "the conditional directive has no #if"));
                        items.set(i, new SourceFragment(SourceFragment.Kind.TEXT, item.line));
                        continue;
                    }
                    items.get(open.pop()).next = i;
                    if (item.kind == SourceFragment.Kind.ENDIF) {
                        close(chain, i);
                    } else {
                        open.push(i);
                        chain.add(i);
                    }
                }
                default -> {}
            }
        }
        while (!open.isEmpty()) {
            int unclosed = open.pop();
            int start = close(chain, items.size());
            items.get(unclosed).next = items.size();
            unconditional.add(problem(items.get(start).line, "the conditional directive has no #endif"));
        }
    }

    /** Sets the end of the innermost group; gives where the group starts. */
    private int close(List<Integer> chain, int end) {
        while (true) {
            int index = chain.remove(chain.size() - 1);
            SourceFragment item = items.get(index);
            item.last = end;
            if (item.kind != SourceFragment.Kind.ELIF && item.kind != SourceFragment.Kind.ELSE) {
                return index;
            }
        }
    }

    /** A file whose whole content is inside {@code #ifndef X} or {@code #if !defined(X)} has a guard. */
    private void findGuard() {
        if (items.isEmpty()) {
            return;
        }
        SourceFragment first = items.get(0);
        int lastIndex = items.size() - 1;
        if (first.last != lastIndex || first.next != lastIndex) {
            return;
        }
        if (first.kind == SourceFragment.Kind.IFNDEF) {
            file.guard = first.symbol;
        } else if (first.kind == SourceFragment.Kind.IF
                && !first.tokens.isEmpty()
                && first.tokens.get(0).is('!')) {
            List<Token> rest = new ArrayList<>(first.tokens.subList(1, first.tokens.size()));
            rest.removeIf(token -> token.is('(') || token.is(')'));
            if (rest.size() == 2 && rest.get(0).isIdentifier("defined")) {
                file.guard = rest.get(1).symbol;
            }
        }
    }
}
