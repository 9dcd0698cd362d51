package io.github.tfmobile.registry.cpp.source;

import io.github.tfmobile.registry.cpp.lex.Symbol;
import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import org.jspecify.annotations.Nullable;

/** The names that matter in text: those of macros and of functions that register. Nearly all words are not among them. */
public final class MacroNameFilter {

    private static final int BITS = 1 << 17;

    private final SymbolTable symbols;

    /** A bit for each hash that one of the names has. */
    private final long[] hashes = new long[BITS / Long.SIZE];

    /** Watches for the symbols of a scan, once it is known what they are. */
    public MacroNameFilter(SymbolTable symbols) {
        this.symbols = symbols;
        for (Symbol symbol : symbols.all()) {
            if (symbol.macro || symbol.api || symbol.registers) {
                int bit = bit(symbol.hash);
                hashes[bit / Long.SIZE] |= 1L << bit;
            }
        }
    }

    /** The symbol of a name; null when it does not matter. */
    @Nullable
    Symbol find(byte[] text, int start, int end, int hash) {
        int bit = bit(hash);
        return (hashes[bit / Long.SIZE] >>> bit & 1) == 0 ? null : symbols.find(text, start, end, hash);
    }

    private static int bit(int hash) {
        return (hash ^ hash >>> 15) & (BITS - 1);
    }
}
