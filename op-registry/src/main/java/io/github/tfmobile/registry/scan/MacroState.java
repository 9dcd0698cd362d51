package io.github.tfmobile.registry.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The macros that are defined at a point of a translation unit. Used by one thread, for one unit after the other. */
final class MacroState {

    private final @Nullable Macro[] defined;
    private final boolean[] blocked;
    private final int[] seen;
    private final boolean[] variable;
    private final Set<Symbol> asked = new HashSet<>();
    private int recording;
    private final List<Symbol> touched = new ArrayList<>();
    private List<Symbol> consulted = new ArrayList<>();

    /**
     * @param symbols how many symbols there are; those that come later are never defined
     * @param variables the names that not all worlds define alike
     */
    MacroState(int symbols, Collection<Symbol> variables) {
        variable = new boolean[symbols];
        for (Symbol symbol : variables) {
            if (symbol.id < symbols) {
                variable[symbol.id] = true;
            }
        }
        defined = new Macro[symbols];
        blocked = new boolean[symbols];
        seen = new int[symbols];
    }

    /** Forgets all macros. */
    void clear() {
        for (Symbol symbol : touched) {
            defined[symbol.id] = null;
            blocked[symbol.id] = false;
        }
        touched.clear();
        asked.clear();
    }

    /** Ignores all definitions of a name. */
    void block(Symbol symbol) {
        if (symbol.id < blocked.length) {
            touched.add(symbol);
            blocked[symbol.id] = true;
        }
    }

    void define(Macro macro) {
        int id = macro.name.id;
        if (id < defined.length && blocked[id]) {
            asked.add(macro.name);
        } else if (id < defined.length) {
            if (defined[id] == null) {
                touched.add(macro.name);
            }
            defined[id] = macro;
        }
    }

    void undefine(Symbol symbol) {
        if (symbol.id < defined.length) {
            defined[symbol.id] = null;
        }
    }

    @Nullable
    Macro get(Symbol symbol) {
        int id = symbol.id;
        if (id >= defined.length) {
            return null;
        }
        if (variable[id]) {
            asked.add(symbol);
        }
        return defined[id];
    }

    /** Which of the names that the worlds define differently mattered since the macros were cleared. */
    Set<Symbol> asked() {
        return asked;
    }

    /** As {@link #get}, and notes that the name was asked for. */
    @Nullable
    Macro consult(Symbol symbol) {
        int id = symbol.id;
        if (id >= defined.length) {
            return null;
        }
        if (seen[id] != recording) {
            seen[id] = recording;
            consulted.add(symbol);
        }
        if (variable[id]) {
            asked.add(symbol);
        }
        return defined[id];
    }

    /** Starts to note anew which names are asked for. */
    void startRecording() {
        if (recording == Integer.MAX_VALUE) {
            Arrays.fill(seen, 0);
            recording = 0;
        }
        recording++;
        consulted = new ArrayList<>();
    }

    /** The names asked for since the recording started. */
    List<Symbol> recorded() {
        return consulted;
    }
}
