package io.github.tfmobile.registry.scan;

import java.nio.charset.StandardCharsets;

/** An identifier. There is one object for each name of a scan, so that names are compared by identity. */
final class Symbol {

    final String name;

    /** The hash of the name in {@link Symbols}. */
    final int hash;

    /** Numbers the symbols of a scan from 0, to index tables with. */
    final int id;

    private final byte[] bytes;

    /** Whether any file of the tree defines a macro by this name; set once all macros are known. */
    boolean macro;

    /** Whether a macro by this name may continue a chain of calls; set once all macros are known. */
    boolean chains;

    /** Whether an invocation of the macro by this name may end in a registration; set once all macros are known. */
    boolean registers;

    /** Whether a macro by this name makes a name of its arguments alone; set once all macros are known. */
    boolean pastes;

    /** Whether it is a function of the C API that registers. */
    boolean api;

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
