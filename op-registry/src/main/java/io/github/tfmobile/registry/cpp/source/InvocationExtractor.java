package io.github.tfmobile.registry.cpp.source;

import io.github.tfmobile.registry.cpp.lex.Lexer;
import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import io.github.tfmobile.registry.cpp.lex.Token;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts out of a file's text the invocations that may expand to registrations, each with its argument list and the
 * chain of calls behind it, and turns the text items that hold them into token items. An invocation may go on behind a
 * directive. {@link TextScanner} says where one starts.
 */
final class InvocationExtractor {

    private final CppFile file;
    private final SymbolTable symbols;

    /** Parentheses that are open in the invocation being read; -1 when none is. */
    private int open = -1;

    private int start;
    private boolean done;
    private final Deque<Integer> openAtCondition = new ArrayDeque<>();

    /** The tokens of the item at hand. */
    private List<Token> kept = new ArrayList<>();

    InvocationExtractor(CppFile file, SymbolTable symbols) {
        this.file = file;
        this.symbols = symbols;
    }

    /** Goes past a directive. */
    void directive(int index) {
        if (open < 0) {
            return;
        }
        switch (file.items[index].kind) {
            case IF, IFDEF, IFNDEF -> {
                if (open == 0 && openAtCondition.isEmpty() && !continuesBehind(index)) {
                    open = -1;
                } else {
                    openAtCondition.push(open);
                }
            }
            case ELIF, ELSE -> {
                if (!openAtCondition.isEmpty()) {
                    open = openAtCondition.peek();
                    done = false;
                }
            }
            case ENDIF -> {
                if (openAtCondition.isEmpty()) {
                    // The group began before the invocation, which therefore ends with it.
                    open = -1;
                } else {
                    openAtCondition.pop();
                }
            }
            default -> {}
        }
    }

    /** Whether the next text goes on with the invocation that has just been closed. */
    private boolean continuesBehind(int index) {
        for (int i = index + 1; i < file.items.length; i++) {
            SourceFragment item = file.items[i];
            if (item.kind == SourceFragment.Kind.TEXT) {
                Token first = new Lexer(file.text, item.start, item.end, item.line, symbols).next();
                if (first != null) {
                    return continues(first);
                }
            }
        }
        return false;
    }

    /** Begins with an item of text; gives the offset up to which it belongs to an invocation that began before. */
    int begin(int index) {
        SourceFragment item = file.items[index];
        kept = new ArrayList<>();
        if (open < 0) {
            return item.start;
        }
        Lexer lexer = new Lexer(file.text, item.start, item.end, item.line, symbols);
        Token first = lexer.next();
        if (first == null) {
            return item.end;
        }
        if (open == 0 && openAtCondition.isEmpty() && !continues(first)) {
            open = -1;
            return item.start;
        }
        int end = read(first, lexer, item.end);
        for (int i = start; i < index; i++) {
            SourceFragment piece = file.items[i];
            piece.last = piece.kind == SourceFragment.Kind.TOKENS ? index : piece.last;
        }
        return end;
    }

    /** Takes the invocation that starts at an offset in the item at hand; gives the offset at which it ends. */
    int take(int index, int offset, int line) {
        SourceFragment item = file.items[index];
        Lexer lexer = new Lexer(file.text, offset, item.end, line, symbols);
        Token name = lexer.next();
        if (name == null) {
            return item.end;
        }
        if (!kept.isEmpty()) {
            kept.add(new Token(Token.Kind.PUNCTUATOR, ";", null, false, line));
        }
        open = 0;
        done = false;
        openAtCondition.clear();
        start = index;
        kept.add(name);
        int next = lexer.offset();
        Token token = lexer.next();
        return token == null ? next : read(token, lexer, next);
    }

    /** Ends with an item of text. */
    void end(int index) {
        if (!kept.isEmpty()) {
            SourceFragment item = file.items[index];
            SourceFragment found = new SourceFragment(SourceFragment.Kind.TOKENS, item.line);
            found.tokens = List.copyOf(kept);
            found.last = index;
            found.start = item.start;
            found.end = item.end;
            file.items[index] = found;
        }
    }

    /** Reads on in an invocation; gives the offset at which it ends, with {@link #open} at -1 when it has ended. */
    private int read(Token first, Lexer lexer, int from) {
        int end = from;
        Token before = null;
        for (Token token = first; token != null; token = lexer.next()) {
            if (open == 0 && !openAtCondition.isEmpty() && done) {
                // The rest of this branch belongs to the invocation's item, whatever it is.
                kept.add(token);
            } else if (open == 0 && !continues(token) && (before == null || !before.is('.'))) {
                if (openAtCondition.isEmpty()) {
                    open = -1;
                    return end;
                }
                done = true;
                kept.add(token);
            } else {
                if (token.is('(')) {
                    open++;
                } else if (token.is(')')) {
                    open--;
                }
                kept.add(token);
            }
            before = token;
            end = lexer.offset();
        }
        return end;
    }

    /** Whether a token outside parentheses belongs to the invocation before it. */
    private static boolean continues(@Nullable Token token) {
        return token != null && (token.is('(') || token.is('.') || (token.symbol != null && token.symbol.chains));
    }
}
