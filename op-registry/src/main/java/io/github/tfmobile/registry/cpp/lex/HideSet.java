package io.github.tfmobile.registry.cpp.lex;

/**
 * The macros that a token may no longer be expanded by, because it came out of them (Prosser's algorithm, which the C
 * and C++ standards put into words). Immutable.
 */
public final class HideSet {

    /** Nothing is hidden. */
    public static final HideSet EMPTY = new HideSet(new Symbol[0]);

    private final Symbol[] names;

    private HideSet(Symbol[] names) {
        this.names = names;
    }

    public boolean contains(Symbol name) {
        for (Symbol hidden : names) {
            if (hidden == name) {
                return true;
            }
        }
        return false;
    }

    public HideSet with(Symbol name) {
        if (contains(name)) {
            return this;
        }
        Symbol[] more = new Symbol[names.length + 1];
        System.arraycopy(names, 0, more, 0, names.length);
        more[names.length] = name;
        return new HideSet(more);
    }

    /** The names of both. */
    public HideSet union(HideSet other) {
        if (this == other || other.names.length == 0) {
            return this;
        }
        if (names.length == 0) {
            return other;
        }
        HideSet union = this;
        for (Symbol name : other.names) {
            union = union.with(name);
        }
        return union;
    }

    public HideSet intersect(HideSet other) {
        if (this == other || names.length == 0) {
            return this;
        }
        HideSet common = EMPTY;
        for (Symbol name : names) {
            if (other.contains(name)) {
                common = common.with(name);
            }
        }
        return common;
    }
}
