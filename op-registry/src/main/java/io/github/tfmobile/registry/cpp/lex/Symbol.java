package io.github.tfmobile.registry.cpp.lex;

import java.nio.charset.StandardCharsets;

/** An identifier. There is one object for each name of a scan, so that names are compared by identity. */
public final class Symbol {

    public final String name;

    /** The hash of the name in {@link SymbolTable}. */
    public final int hash;

    /** Numbers the symbols of a scan from 0, to index tables with. */
    public final int id;

    private final byte[] bytes;

    /** Whether any file of the tree defines a macro by this name; set once all macros are known. */
    public boolean macro;

    /** Whether a macro by this name may continue a chain of calls; set once all macros are known. */
    public boolean chains;

    /** Whether an invocation of the macro by this name may end in a registration; set once all macros are known. */
    public boolean registers;

    /** Whether a macro by this name makes a name of its arguments alone; set once all macros are known. */
    public boolean pastes;

    /** Whether it is a function of the C API that registers. */
    public boolean api;

    Symbol(String name, int hash, int id) {
        this.name = name;
        this.hash = hash;
        this.id = id;
        this.bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Whether the name is what stands between two offsets. */
    boolean isNamed(byte[] text, int start, int end) {
        if (end - start != bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != text[start + i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return name;
    }
}
