package io.github.tfmobile.registry.cpp.lex;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The identifiers of one scan. They are found by the bytes of a text, without making a string of each. Thread-safe:
 * a symbol is only ever added, so whoever does not see it looks again under the lock.
 */
public final class SymbolTable {

    private volatile @Nullable Symbol[] table = new Symbol[1 << 15];
    private int size;

    /** The one symbol of that name. */
    public Symbol of(String name) {
        byte[] text = name.getBytes(StandardCharsets.ISO_8859_1);
        return of(text, 0, text.length);
    }

    /** The one symbol of the name between two offsets. */
    public Symbol of(byte[] text, int start, int end) {
        int hash = hash(text, start, end);
        Symbol known = find(table, text, start, end, hash);
        return known != null ? known : add(text, start, end, hash);
    }

    private synchronized Symbol add(byte[] text, int start, int end, int hash) {
        Symbol known = find(table, text, start, end, hash);
        if (known != null) {
            return known;
        }
        String name = new String(text, start, end - start, StandardCharsets.ISO_8859_1);
        Symbol symbol = new Symbol(name, hash, size++);
        @Nullable Symbol[] symbols = table;
        if (size * 2 > symbols.length) {
            @Nullable Symbol[] larger = new Symbol[symbols.length * 2];
            for (Symbol moved : symbols) {
                if (moved != null) {
                    put(larger, moved);
                }
            }
            put(larger, symbol);
            table = larger;
        } else {
            put(symbols, symbol);
        }
        return symbol;
    }

    private static void put(@Nullable Symbol[] table, Symbol symbol) {
        int slot = slot(symbol.hash, table.length);
        while (table[slot] != null) {
            slot = (slot + 1) & (table.length - 1);
        }
        table[slot] = symbol;
    }

    /** The symbol of the name between two offsets, which has that hash; null when there is none. */
    @Nullable
    public Symbol find(byte[] text, int start, int end, int hash) {
        return find(table, text, start, end, hash);
    }

    /** All symbols so far, in no order. */
    public List<Symbol> all() {
        return Arrays.stream(table).filter(Objects::nonNull).toList();
    }

    private static @Nullable Symbol find(@Nullable Symbol[] table, byte[] text, int start, int end, int hash) {
        int slot = slot(hash, table.length);
        for (Symbol symbol = table[slot]; symbol != null; symbol = table[slot]) {
            if (symbol.hash == hash && symbol.isNamed(text, start, end)) {
                return symbol;
            }
            slot = (slot + 1) & (table.length - 1);
        }
        return null;
    }

    private static int slot(int hash, int length) {
        return (hash ^ hash >>> 15) & (length - 1);
    }

    /** The hash of the name between two offsets. */
    public static int hash(byte[] text, int start, int end) {
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = hash * 31 + text[i];
        }
        return hash;
    }

    /** Whether there is a symbol of that name. */
    public boolean knows(String name) {
        byte[] text = name.getBytes(StandardCharsets.ISO_8859_1);
        return find(text, 0, text.length, hash(text, 0, text.length)) != null;
    }

    /** How many symbols there are: every id so far is below. */
    public synchronized int size() {
        return size;
    }
}
