package io.github.tfmobile.registry.scan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The macros that are defined at a point of a translation unit, in up to 64 worlds at once. A set of worlds is a
 * {@code long} with a bit for each. Used by one thread, for one unit after the other.
 *
 * <p>What depends on macros is worked out in one world, the {@linkplain #select selected} one, and holds for all worlds
 * that {@linkplain #agreeing agreed} on every macro that was asked for.
 */
final class MacroState {

    /** What a name stands for in some worlds, and in others. The worlds of one name's definitions do not overlap. */
    private record Definition(
            Macro macro, long worlds, @Nullable Definition others) {}

    private final @Nullable Definition[] defined;
    private final long[] blocked;
    private final List<Symbol> touched = new ArrayList<>();
    private long selected;
    private long agreeing;

    /** Is told what is asked for; null when nobody wants to know. */
    private @Nullable Interplay watch;

    /** @param symbols how many symbols there are; those that come later are never defined */
    MacroState(int symbols) {
        defined = new Definition[symbols];
        blocked = new long[symbols];
    }

    /** Has somebody told of all names that are asked for from now on. */
    void watch(Interplay interplay) {
        watch = interplay;
    }

    /** Forgets all macros. */
    void clear() {
        for (Symbol symbol : touched) {
            defined[symbol.id] = null;
            blocked[symbol.id] = 0;
        }
        touched.clear();
    }

    /** Ignores all definitions of a name in some worlds. */
    void block(Symbol symbol, long worlds) {
        if (symbol.id < blocked.length) {
            touched.add(symbol);
            blocked[symbol.id] |= worlds;
        }
    }

    /** Defines a macro in some worlds. */
    void define(Macro macro, long worlds) {
        int id = macro.name.id;
        if (id >= defined.length) {
            return;
        }
        long in = worlds & ~blocked[id];
        Definition old = defined[id];
        if (old == null) {
            touched.add(macro.name);
        }
        if (in != 0) {
            defined[id] = new Definition(macro, in, without(old, in));
        }
    }

    /** Undefines a name in some worlds. */
    void undefine(Symbol symbol, long worlds) {
        if (symbol.id < defined.length) {
            defined[symbol.id] = without(defined[symbol.id], worlds);
        }
    }

    private static @Nullable Definition without(@Nullable Definition definition, long worlds) {
        if (definition == null) {
            return null;
        }
        Definition others = without(definition.others, worlds);
        long left = definition.worlds & ~worlds;
        return left == 0 ? others : new Definition(definition.macro, left, others);
    }

    /** The worlds in which a name is defined. */
    long worlds(Symbol symbol) {
        if (watch != null) {
            watch.asked(symbol, different(symbol));
        }
        long worlds = 0;
        if (symbol.id < defined.length) {
            for (Definition d = defined[symbol.id]; d != null; d = d.others) {
                worlds |= d.worlds;
            }
        }
        return worlds;
    }

    /**
     * Selects the first of some worlds: {@link #get} answers for it.
     *
     * @param worlds not empty
     */
    void select(long worlds) {
        selected = Long.lowestOneBit(worlds);
        agreeing = worlds;
    }

    /** Of the worlds among which one was selected, those in which everything asked for since then is the same. */
    long agreeing() {
        return agreeing;
    }

    /** Leaves those worlds out of the agreeing ones in which something that was asked for is different. */
    void agree(long worlds) {
        agreeing &= worlds;
    }

    /** The worlds in which a name does not stand for what it stands for in the first one. */
    @SuppressWarnings("ReferenceEquality") // the same definition is the same object
    long different(Symbol symbol) {
        if (symbol.id >= defined.length) {
            return 0;
        }
        long all = 0;
        long same = 0;
        Macro first = null;
        for (Definition d = defined[symbol.id]; d != null; d = d.others) {
            all |= d.worlds;
            first = (d.worlds & 1) != 0 ? d.macro : first;
        }
        for (Definition d = defined[symbol.id]; d != null && first != null; d = d.others) {
            same |= d.macro == first ? d.worlds : 0;
        }
        return first == null ? all : ~same;
    }

    /** Whether a name is defined in the selected world. */
    boolean defined(Symbol symbol) {
        return find(symbol) != null;
    }

    /** What a name stands for in the selected world, null when it is no macro there. */
    @Nullable
    Macro get(Symbol symbol) {
        Macro macro = find(symbol);
        if (watch != null && macro != null) {
            watch.read(macro);
        }
        return macro;
    }

    private @Nullable Macro find(Symbol symbol) {
        if (symbol.id >= defined.length) {
            return null;
        }
        if (watch != null) {
            watch.asked(symbol, different(symbol));
        }
        long elsewhere = 0;
        for (Definition d = defined[symbol.id]; d != null; d = d.others) {
            if ((d.worlds & selected) != 0) {
                agreeing &= d.worlds;
                return d.macro;
            }
            elsewhere |= d.worlds;
        }
        agreeing &= ~elsewhere;
        return null;
    }
}
