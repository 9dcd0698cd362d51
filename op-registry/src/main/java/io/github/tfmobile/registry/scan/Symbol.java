package io.github.tfmobile.registry.scan;

/** An identifier. There is one object for each name of a scan, so that names are compared by identity. */
final class Symbol {

    final String name;

    /** Numbers the symbols of a scan from 0, to index tables with. */
    final int id;

    /** Whether any file of the tree defines a macro by this name; set once all macros are known. */
    boolean macro;

    /** Whether a macro by this name may continue a chain of calls; set once all macros are known. */
    boolean chains;

    /** Whether an invocation of the macro by this name may end in a registration; set once all macros are known. */
    boolean registers;

    Symbol(String name, int id) {
        this.name = name;
        this.id = id;
    }

    @Override
    public String toString() {
        return name;
    }
}
