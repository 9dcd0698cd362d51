package io.github.tfmobile.registry.scan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Cuts out of a file's text the invocations that may expand to registrations, each with its argument list and the
 * chain of calls behind it, and turns the text items that hold them into token items in place. An invocation may go on
 * behind a directive.
 */
final class RegionFinder {

    private final SourceFile file;
    private final Symbols symbols;
    private final List<Item> items;

    /** Parentheses that are open in the invocation being read; -1 when none is. */
    private int open = -1;

    private int regionStart;
    private boolean done;
    private final Deque<Integer> openAtCondition = new ArrayDeque<>();

    private RegionFinder(SourceFile file, Symbols symbols) {
        this.file = file;
        this.symbols = symbols;
        this.items = new ArrayList<>(List.of(file.items));
    }

    /** Replaces the file's items. */
    static void find(SourceFile file, Symbols symbols) {
        RegionFinder finder = new RegionFinder(file, symbols);
        finder.find();
        file.items = finder.items.toArray(new Item[0]);
    }

    private void find() {
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            switch (item.kind) {
                case TEXT -> text(i, item);
                case IF, IFDEF, IFNDEF -> {
                    if (open == 0 && openAtCondition.isEmpty() && !continuesBehind(i)) {
                        open = -1;
                    }
                    if (open >= 0) {
                        openAtCondition.push(open);
                    }
                }
                case ELIF, ELSE -> {
                    if (open >= 0 && !openAtCondition.isEmpty()) {
                        open = openAtCondition.peek();
                        done = false;
                    }
                }
                case ENDIF -> {
                    if (open >= 0 && !openAtCondition.isEmpty()) {
                        openAtCondition.pop();
                    } else if (open >= 0) {
                        // The group began before the invocation, which therefore ends with it.
                        open = -1;
                    }
                }
                default -> {}
            }
        }
    }

    /** Whether the next text goes on with the invocation that has just been closed. */
    private boolean continuesBehind(int index) {
        for (int i = index + 1; i < items.size(); i++) {
            Item item = items.get(i);
            if (item.kind == Item.Kind.TEXT) {
                Token first = new Lexer(file.text, item.start, item.end, item.line, symbols).next();
                if (first != null) {
                    return continues(first);
                }
            }
        }
        return false;
    }

    private void text(int index, Item item) {
        List<Token> tokens = new Lexer(file.text, item.start, item.end, item.line, symbols).all();
        if (tokens.isEmpty()) {
            return;
        }
        List<Token> kept = new ArrayList<>();
        int at = 0;
        if (open >= 0) {
            if (open == 0 && openAtCondition.isEmpty() && !continues(tokens.get(0))) {
                open = -1;
            } else {
                at = read(tokens, 0, kept);
                for (int i = regionStart; i < index; i++) {
                    items.get(i).last = items.get(i).kind == Item.Kind.TOKENS ? index : items.get(i).last;
                }
            }
        }
        while (at < tokens.size()) {
            if (starts(tokens, at)) {
                if (!kept.isEmpty()) {
                    kept.add(new Token(Token.Kind.PUNCTUATOR, ";", null, false, tokens.get(at).line));
                }
                open = 0;
                done = false;
                openAtCondition.clear();
                regionStart = index;
                kept.add(tokens.get(at));
                at = read(tokens, at + 1, kept);
            } else {
                at = skip(tokens, at);
            }
        }
        if (!kept.isEmpty()) {
            Item found = new Item(Item.Kind.TOKENS, item.line);
            found.tokens = List.copyOf(kept);
            found.last = index;
            found.start = item.start;
            found.end = item.end;
            items.set(index, found);
        }
    }

    /** Reads on in an invocation; gives where to go on looking, with {@link #open} at -1 when it has ended. */
    private int read(List<Token> tokens, int from, List<Token> kept) {
        int at = from;
        while (at < tokens.size()) {
            Token token = tokens.get(at);
            if (open == 0 && !openAtCondition.isEmpty() && done) {
                // The rest of this branch belongs to the invocation's item, whatever it is.
                kept.add(token);
                at++;
                continue;
            }
            if (open == 0
                    && !continues(token)
                    && !(at > from && tokens.get(at - 1).is('.'))) {
                if (openAtCondition.isEmpty()) {
                    open = -1;
                    return at;
                }
                done = true;
                continue;
            }
            if (token.is('(')) {
                open++;
            } else if (token.is(')')) {
                open--;
            }
            kept.add(token);
            at++;
        }
        return at;
    }

    /** Whether a token outside parentheses belongs to the invocation before it. */
    private static boolean continues(Token token) {
        return token.is('(') || token.is('.') || (token.symbol != null && token.symbol.chains);
    }

    private static boolean starts(List<Token> tokens, int at) {
        Symbol symbol = tokens.get(at).symbol;
        if (symbol == null) {
            return false;
        }
        if (symbol.registers) {
            return true;
        }
        if (!symbol.macro || at + 1 == tokens.size() || !tokens.get(at + 1).is('(')) {
            return false;
        }
        int close = close(tokens, at + 1);
        for (int i = at + 2; i < close; i++) {
            Symbol inner = tokens.get(i).symbol;
            if (inner != null && inner.registers) {
                return true;
            }
        }
        return false;
    }

    private static int skip(List<Token> tokens, int at) {
        Symbol symbol = tokens.get(at).symbol;
        boolean call = symbol != null
                && symbol.macro
                && at + 1 < tokens.size()
                && tokens.get(at + 1).is('(');
        return call ? close(tokens, at + 1) : at + 1;
    }

    private static int close(List<Token> tokens, int openAt) {
        int nesting = 0;
        for (int i = openAt; i < tokens.size(); i++) {
            if (tokens.get(i).is('(')) {
                nesting++;
            } else if (tokens.get(i).is(')') && --nesting == 0) {
                return i;
            }
        }
        return tokens.size();
    }
}
