package io.github.tfmobile.registry.scan.interaction;

import io.github.tfmobile.registry.cpp.lex.Symbol;
import io.github.tfmobile.registry.cpp.preprocess.MacroState;
import io.github.tfmobile.registry.cpp.preprocess.PreprocessorListener;
import io.github.tfmobile.registry.cpp.source.Macro;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Finds out which changes of a configuration meet. Units are gone through in a configuration, bit 0, and at the same time in configurations that
 * each change one macro of it. Whatever the preprocessor does happens at a <em>place</em>: a condition, an include, a
 * definition, a piece of text. A place <em>depends</em> on a change when it is skipped in one of the two configurations only, or
 * asks for a name that stands for something else there. Where no place depends on two of some changes, every place gives
 * with all of them what it gives with the one that it depends on, or what it gives without any: so what one change does
 * is known whatever others are made. Used by one thread.
 */
public final class InteractionAnalysis implements PreprocessorListener {

    private long all;

    /** For each symbol, by its number, whether a build may change it. */
    private final boolean[] outer;

    /** For each bit those that some place depends on as well. */
    final long[] together = new long[Long.SIZE];

    /** Names that builds may change and that the unit at hand asked for, with the configurations in which it did. */
    final Map<Symbol, Long> asked = new HashMap<>();

    /** Names that builds may change, asked for at places that depend on changes of others, with these. */
    final Map<Symbol, Long> askedWith = new HashMap<>();

    /** Names whose text was asked for, not only whether they are defined. */
    final Set<Symbol> read = new HashSet<>();

    /** Changes on which a place depends that does not ask for the changed name itself. */
    long spread;

    /** Names defined at places that depend on changes, with these. */
    final Map<Symbol, Long> definedWith = new HashMap<>();

    /** For each changed name its bits. */
    private Map<Symbol, Long> changed = Map.of();

    /** The definitions that come from outside the tree. */
    private Set<Macro> given = Set.of();

    /** For each symbol, by its number, from 1 the number of a name that configurations begin with in several ways. */
    private final int[] varying;

    /** The numbers of those that were asked for. */
    final BitSet askedVarying = new BitSet();

    private final Map<Object, Long> causes = new HashMap<>();
    private final Set<Object> found = new HashSet<>();
    private final Set<Symbol> outerHere = new HashSet<>();
    private boolean open;
    private long live;
    private long depends;

    /**
     * @param outer for each symbol, by its number, whether a build may change it
     * @param varying for each symbol, by its number, from 1 the number of a name that configurations begin with in several
     *     ways; 0 for others
     */
    InteractionAnalysis(boolean[] outer, int[] varying) {
        this.outer = outer;
        this.varying = varying;
    }

    /**
     * Forgets what was found; units are gone through in other configurations from now on.
     *
     * @param configurations a bit for each
     * @param changes for each changed name its bits
     * @param definitions the definitions that come from outside the tree
     */
    void start(long configurations, Map<Symbol, Long> changes, Set<Macro> definitions) {
        all = configurations;
        changed = Map.copyOf(changes);
        given = definitions;
        Arrays.fill(together, 0);
        askedWith.clear();
        read.clear();
        spread = 0;
        definedWith.clear();
        askedVarying.clear();
    }

    @Override
    public void unit() {
        causes.clear();
        asked.clear();
    }

    /** The configurations that are not on the same side of a boundary as the first one. */
    private long apart(long configurations) {
        return (configurations & 1) != 0 ? all & ~configurations : configurations;
    }

    @Override
    public void begin(long configurations) {
        open = true;
        live = configurations;
        depends = apart(configurations);
        outerHere.clear();
        found.clear();
    }

    @Override
    public void boundary(long configurations) {
        depends(apart(configurations));
    }

    @Override
    public void depends(long configurations) {
        if (open) {
            depends |= configurations & all;
        }
    }

    @Override
    public void asked(Symbol symbol, MacroState state) {
        if (!open) {
            return;
        }
        depends |= state.different(symbol) & all;
        note(symbol);
        if (symbol.id < outer.length && outer[symbol.id]) {
            asked.merge(symbol, live, (a, b) -> a | b);
            outerHere.add(symbol);
        }
    }

    private void note(Symbol symbol) {
        if (symbol.id < varying.length && varying[symbol.id] > 0) {
            askedVarying.set(varying[symbol.id]);
        }
    }

    @Override
    public void read(Macro macro) {
        if (open && given.contains(macro)) {
            read.add(macro.name);
        }
    }

    @Override
    public void gives(Object registered) {
        found.add(registered);
    }

    @Override
    public void end() {
        open = false;
        long changes = depends & ~1L;
        if (changes != 0) {
            meet(changes);
            long elsewhere = changes;
            for (Symbol symbol : outerHere) {
                askedWith.merge(symbol, changes, (a, b) -> a | b);
                elsewhere &= ~changed.getOrDefault(symbol, 0L);
            }
            spread |= elsewhere;
        }
        for (Object each : found) {
            Long before = causes.put(each, changes);
            if (before != null) {
                causes.put(each, changes | before);
                meet(changes | before);
            }
        }
    }

    private void meet(long changes) {
        if ((changes & (changes - 1)) != 0) {
            for (long rest = changes; rest != 0; rest &= rest - 1) {
                together[Long.numberOfTrailingZeros(rest)] |= changes;
            }
        }
    }

    @Override
    public void defines(Symbol symbol, long configurations, MacroState state) {
        long changes = apart(configurations);
        if (changes != 0) {
            note(symbol);
            changes = (changes | (state.different(symbol) & all)) & ~1L;
            meet(changes);
            definedWith.merge(symbol, changes, (a, b) -> a | b);
        }
    }
}
