package io.github.tfmobile.registry.cpp.source;

import io.github.tfmobile.registry.cpp.lex.Lexer;
import io.github.tfmobile.registry.cpp.lex.RegistrationToken;
import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import io.github.tfmobile.registry.cpp.lex.Token;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts out of a file's text the invocations that may expand to registrations, each with its argument list and the
 * chain of calls behind it, without the arguments that nobody reads, and turns the text items that hold them into token items. An invocation may go on behind a
 * directive. {@link TextScanner} says where one starts.
 */
final class InvocationExtractor {

    private final CppFile file;
    private final SymbolTable symbols;

    /** Parentheses that are open in the invocation being read; -1 when none is. */
    private int open = -1;

    /** Whether the arguments being passed are those of a call that nobody reads. */
    private boolean unread;

    private int start;
    private boolean done;
    private final Deque<Nesting> atCondition = new ArrayDeque<>();

    /** The tokens of the item at hand. */
    private List<Token> kept = new ArrayList<>();

    /** Where invocations begin in them, the first one left out. */
    private int[] beginnings = {};

    /** Where an invocation had got to at a condition in it, so that each branch goes on from there. */
    private record Nesting(int open, boolean unread) {}

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
                if (open == 0 && atCondition.isEmpty() && !continuesBehind(index)) {
                    open = -1;
                } else {
                    atCondition.push(new Nesting(open, unread));
                }
            }
            case ELIF, ELSE -> {
                Nesting nesting = atCondition.peek();
                if (nesting != null) {
                    open = nesting.open();
                    unread = nesting.unread();
                    done = false;
                }
            }
            case ENDIF -> {
                if (atCondition.isEmpty()) {
                    // The group began before the invocation, which therefore ends with it.
                    open = -1;
                } else {
                    atCondition.pop();
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
        beginnings = new int[0];
        if (open < 0) {
            return item.start;
        }
        Lexer lexer = new Lexer(file.text, item.start, item.end, item.line, symbols);
        Token first = next(lexer);
        if (first == null) {
            return item.end;
        }
        if (open == 0 && atCondition.isEmpty() && !continues(first)) {
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
            beginnings = Arrays.copyOf(beginnings, beginnings.length + 1);
            beginnings[beginnings.length - 1] = kept.size();
        }
        open = 0;
        unread = false;
        done = false;
        atCondition.clear();
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
            found.invocations = beginnings;
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
        for (Token token = first; token != null; token = next(lexer)) {
            if (open == 0 && !atCondition.isEmpty() && done) {
                // The rest of this branch belongs to the invocation's item, whatever it is.
                kept.add(token);
            } else if (open == 0 && !continues(token) && (before == null || !before.is('.'))) {
                if (atCondition.isEmpty()) {
                    open = -1;
                    return end;
                }
                done = true;
                kept.add(token);
            } else {
                if (token.is('(')) {
                    unread |= open == 0 && callsUnread();
                    open++;
                } else if (token.is(')')) {
                    open--;
                    unread &= open > 0;
                }
                kept.add(token);
            }
            before = token;
            end = lexer.offset();
        }
        return end;
    }

    /** The next token; of arguments that nobody reads only the parenthesis that closes them. */
    private @Nullable Token next(Lexer lexer) {
        if (unread) {
            open = lexer.skipArguments(open);
        }
        return lexer.next();
    }

    /** Whether the tokens so far end in the name of a call whose arguments nobody reads. */
    private boolean callsUnread() {
        int name = kept.size() - 1;
        return name > 0
                && RegistrationToken.Op.UNREAD.contains(kept.get(name).text)
                && kept.get(name - 1).is('.');
    }

    /** Whether a token outside parentheses belongs to the invocation before it. */
    private static boolean continues(@Nullable Token token) {
        return token != null && (token.is('(') || token.is('.') || (token.symbol != null && token.symbol.chains));
    }
}
