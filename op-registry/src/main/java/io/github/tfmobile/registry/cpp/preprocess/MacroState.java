package io.github.tfmobile.registry.cpp.preprocess;

import io.github.tfmobile.registry.cpp.lex.Symbol;
import io.github.tfmobile.registry.cpp.source.DefinedNames;
import io.github.tfmobile.registry.cpp.source.Macro;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The macros that are defined at a point of a translation unit, in up to 64 configurations at once. A set of configurations is a
 * {@code long} with a bit for each. Used by one thread, for one unit after the other.
 *
 * <p>What depends on macros is worked out in one configuration, the {@linkplain #select selected} one, and holds for all configurations
 * that {@linkplain #agreeing agreed} on every macro that was asked for.
 */
public final class MacroState implements DefinedNames {

    /** What a name stands for in some configurations, and in others. The configurations of one name's definitions do not overlap. */
    private record Definition(
            Macro macro, long configurations, @Nullable Definition others) {}

    private final @Nullable Definition[] defined;
    private final List<Symbol> touched = new ArrayList<>();
    private long selected;
    private long agreeing;

    private final PreprocessorListener listener;

    /** What was asked for since {@link #record}; null when nobody wants to know. */
    private @Nullable List<Asked> recorded;

    /**
     * A name that was asked for in the selected configuration.
     *
     * @param text whether its text was, not only whether it is defined
     * @param macro what it stood for, null when it was no macro
     */
    private record Asked(
            Symbol name, boolean text, @Nullable Macro macro) {}

    /** The names that something asked for, with what they stood for. */
    static final class Answers {
        private final List<Asked> asked;

        private Answers(List<Asked> asked) {
            this.asked = asked;
        }

        /** Whether they come from nothing but the text of macros: a counter gives something else each time. */
        boolean areFixed() {
            return asked.stream().noneMatch(each -> each.macro() != null && each.macro().kind == Macro.Kind.COUNTER);
        }
    }

    /**
     * @param symbols how many symbols there are; those that come later are never defined
     * @param listener is told of all names that are asked for
     */
    MacroState(int symbols, PreprocessorListener listener) {
        this.listener = listener;
        defined = new Definition[symbols];
    }

    /** Forgets all macros. */
    public void clear() {
        for (Symbol symbol : touched) {
            defined[symbol.id] = null;
        }
        touched.clear();
    }

    /** Defines a macro in some configurations. */
    public void define(Macro macro, long configurations) {
        int id = macro.name.id;
        if (id >= defined.length) {
            return;
        }
        Definition old = defined[id];
        if (old == null) {
            touched.add(macro.name);
        }
        if (configurations != 0) {
            defined[id] = new Definition(macro, configurations, without(old, configurations));
        }
    }

    /** Undefines a name in some configurations. */
    public void undefine(Symbol symbol, long configurations) {
        if (symbol.id < defined.length) {
            defined[symbol.id] = without(defined[symbol.id], configurations);
        }
    }

    private static @Nullable Definition without(@Nullable Definition definition, long configurations) {
        if (definition == null) {
            return null;
        }
        Definition others = without(definition.others, configurations);
        long left = definition.configurations & ~configurations;
        return left == 0 ? others : new Definition(definition.macro, left, others);
    }

    /** The configurations in which a name is defined. */
    @Override
    public long in(Symbol symbol) {
        listener.asked(symbol, this);
        long configurations = 0;
        if (symbol.id < defined.length) {
            for (Definition d = defined[symbol.id]; d != null; d = d.others) {
                configurations |= d.configurations;
            }
        }
        return configurations;
    }

    /**
     * Selects the first of some configurations: {@link #get} answers for it.
     *
     * @param configurations not empty
     */
    public void select(long configurations) {
        selected = Long.lowestOneBit(configurations);
        agreeing = configurations;
    }

    /** Of the configurations among which one was selected, those in which everything asked for since then is the same. */
    public long agreeing() {
        return agreeing;
    }

    /** Leaves those configurations out of the agreeing ones in which something that was asked for is different. */
    public void agree(long configurations) {
        agreeing &= configurations;
    }

    /** The configurations in which a name does not stand for what it stands for in the first one. */
    @SuppressWarnings("ReferenceEquality") // the same definition is the same object
    public long different(Symbol symbol) {
        if (symbol.id >= defined.length) {
            return 0;
        }
        long all = 0;
        long same = 0;
        Macro first = null;
        for (Definition d = defined[symbol.id]; d != null; d = d.others) {
            all |= d.configurations;
            first = (d.configurations & 1) != 0 ? d.macro : first;
        }
        for (Definition d = defined[symbol.id]; d != null && first != null; d = d.others) {
            same |= d.macro == first ? d.configurations : 0;
        }
        return first == null ? all : ~same;
    }

    /** From now on keeps what is asked for. */
    void record() {
        recorded = new ArrayList<>();
    }

    /** What was asked for since {@link #record}, in the order in which it was. */
    Answers recorded() {
        Answers answers = new Answers(recorded == null ? List.of() : recorded);
        recorded = null;
        return answers;
    }

    /**
     * Asks for the same names as something else did, as long as the answers are the same. What depends on the answers alone
     * is the same when all are; when one is not, it would have asked for the names up to that one, too.
     */
    @SuppressWarnings("ReferenceEquality") // the same definition is the same object
    boolean answersAgain(Answers before) {
        for (Asked each : before.asked) {
            if ((each.text() ? get(each.name()) : find(each.name())) != each.macro()) {
                return false;
            }
        }
        return true;
    }

    /** Whether a name is defined in the selected configuration. */
    boolean defined(Symbol symbol) {
        Macro macro = find(symbol);
        if (recorded != null) {
            recorded.add(new Asked(symbol, false, macro));
        }
        return macro != null;
    }

    /** What a name stands for in the selected configuration, null when it is no macro there. */
    @Nullable
    Macro get(Symbol symbol) {
        Macro macro = find(symbol);
        if (macro != null) {
            listener.read(macro);
        }
        if (recorded != null) {
            recorded.add(new Asked(symbol, true, macro));
        }
        return macro;
    }

    private @Nullable Macro find(Symbol symbol) {
        if (symbol.id >= defined.length) {
            return null;
        }
        listener.asked(symbol, this);
        long elsewhere = 0;
        for (Definition d = defined[symbol.id]; d != null; d = d.others) {
            if ((d.configurations & selected) != 0) {
                agreeing &= d.configurations;
                return d.macro;
            }
            elsewhere |= d.configurations;
        }
        agreeing &= ~elsewhere;
        return null;
    }
}
