package io.github.tfmobile.registry.cpp.source;

import io.github.tfmobile.common.cpp.CppLexemes;
import io.github.tfmobile.registry.cpp.lex.Symbol;
import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The names that matter in text: those of macros and of functions that register. Nearly all words are not among them. */
public final class MacroNameFilter {

    private static final int BITS = 1 << 17;

    private final SymbolTable symbols;

    /** A bit for each hash that one of the names has. */
    private final long[] hashes = new long[BITS / Long.SIZE];

    /** The same for those names without one of which no text registers. */
    private final long[] needed = new long[BITS / Long.SIZE];

    /** For each character whether one of these names begins with it: a look at it is enough for most of a text. */
    private final boolean[] firsts = new boolean[256];

    /** For each two characters whether one of these names begins with them. */
    private final boolean[] beginnings = new boolean[1 << 16];

    /** Watches for the symbols of a scan, once it is known what they are. */
    public MacroNameFilter(SymbolTable symbols) {
        this.symbols = symbols;
        for (Symbol symbol : symbols.all()) {
            if (symbol.macro || symbol.api || symbol.registers) {
                int bit = bit(symbol.hash);
                hashes[bit / Long.SIZE] |= 1L << bit;
            }
            if (symbol.registers || symbol.pastes || symbol.api) {
                int bit = bit(symbol.hash);
                needed[bit / Long.SIZE] |= 1L << bit;
                begin(symbol.name);
            }
        }
    }

    /** The symbol of a name; null when it does not matter. */
    @Nullable
    Symbol find(byte[] text, int start, int end, int hash) {
        int bit = bit(hash);
        return (hashes[bit / Long.SIZE] >>> bit & 1) == 0 ? null : symbols.find(text, start, end, hash);
    }

    private void begin(String name) {
        firsts[name.charAt(0)] = true;
        int first = name.charAt(0) << 8;
        if (name.length() == 1) {
            Arrays.fill(beginnings, first, first + 256, true);
        } else {
            beginnings[first | name.charAt(1)] = true;
        }
    }

    /** Whether a text, in which no name goes on behind a line splice, may hold an invocation of a macro that registers. */
    boolean mayRegister(byte[] text) {
        int last = text.length - 1;
        for (int i = next(text, 0, last); i < last; i = next(text, i + 1, last)) {
            if (beginnings[((text[i] & 0xff) << 8) | (text[i + 1] & 0xff)] && isNeeded(text, i)) {
                return true;
            }
        }
        return false;
    }

    /** The offset of the next character that a name begins with. */
    private int next(byte[] text, int at, int end) {
        boolean[] wanted = firsts;
        int i = at;
        while (i < end && !wanted[text[i] & 0xff]) {
            i++;
        }
        return i;
    }

    private boolean isNeeded(byte[] text, int start) {
        if (start > 0 && CppLexemes.identifierPart(text[start - 1] & 0xff)) {
            return false;
        }
        int bit = bit(SymbolTable.hash(text, start, CppLexemes.endOfIdentifier(text, start, text.length)));
        return (needed[bit / Long.SIZE] >>> bit & 1) != 0;
    }

    private static int bit(int hash) {
        return (hash ^ hash >>> 15) & (BITS - 1);
    }
}
