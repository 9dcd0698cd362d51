package io.github.tfmobile.registry.cpp.source;

import io.github.tfmobile.registry.cpp.lex.Symbol;
import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import io.github.tfmobile.registry.cpp.lex.Token;
import io.github.tfmobile.registry.cpp.lex.TokenLists;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out which macros may expand to a registration, over all definitions in the tree. Text that uses none of them
 * need not be expanded. Errs on the side of too many: a name that {@code ##} puts together counts when any name of its
 * form does.
 *
 * <p>A macro like {@code #define CAT(a, b) a##b} <em>pastes</em>: it makes names of what it is given alone, which can only
 * be names that register when one of the arguments is the beginning of such a name. So its invocations are looked at one
 * by one, those in other macros here, those in text by {@link TextScanner}.
 */
public final class MacroReach {

    /** The macros that registrations are made with. */
    private static final List<String> SEEDS =
            List.of("REGISTER_KERNEL_BUILDER", "REGISTER_SYSTEM_KERNEL_BUILDER", "REGISTER_OP", "REGISTER_SYSTEM_OP");

    /**
     * A name that {@code ##} makes.
     *
     * @param leading the parameters that it starts with
     * @param prefix what it starts with when it does not start with a parameter
     * @param suffix what it ends with
     * @param whole whether the prefix is all of it
     */
    private record Form(BitSet leading, String prefix, String suffix, boolean whole) {
        boolean matches(String name) {
            return whole
                    ? name.equals(prefix)
                    : name.length() >= prefix.length() + suffix.length()
                            && name.startsWith(prefix)
                            && name.endsWith(suffix);
        }
    }

    /** One definition of a macro. */
    private static final class Body {
        private final Macro macro;

        /** The names in it that {@code ##} does not make part of others. */
        private final List<Symbol> mentioned;

        /** The names that {@code ##} makes. */
        private final List<Form> forms;

        /** How many of the names that register were held against the forms. */
        private int compared;

        Body(Macro macro, List<Symbol> mentioned, List<Form> forms) {
            this.macro = macro;
            this.mentioned = mentioned;
            this.forms = forms;
        }
    }

    private final List<Body> bodies = new ArrayList<>();
    private final List<Symbol> registering = new ArrayList<>();

    /** The registering names and all that they begin with. */
    private final Set<String> beginnings = new HashSet<>();

    /** For each macro that pastes the parameters that may become the beginning of a name. */
    private final Map<Symbol, BitSet> pasting = new HashMap<>();

    private boolean changed;

    private MacroReach() {}

    /** Sets the flags of the symbols; gives the names of macros that may register and all that they begin with. */
    public static Set<String> mark(List<CppFile> files, SymbolTable symbols) {
        MacroReach reach = new MacroReach();
        for (String seed : SEEDS) {
            reach.registers(symbols.of(seed));
        }
        for (CppFile file : files) {
            for (SourceFragment item : file.items) {
                if (item.macro != null) {
                    reach.define(item.macro);
                }
            }
        }
        reach.run();
        return reach.beginnings;
    }

    private void run() {
        List<Body> open = new ArrayList<>();
        for (Body body : bodies) {
            // What is no macro leads nowhere; most bodies mention none.
            body.mentioned.removeIf(symbol -> !symbol.macro && !symbol.registers);
            if (!body.mentioned.isEmpty() || !body.forms.isEmpty() || body.macro.name.registers) {
                open.add(body);
            }
        }
        do {
            changed = false;
            List<Body> rest = new ArrayList<>();
            for (Body body : open) {
                if (body.macro.name.registers || reaches(body)) {
                    registers(body.macro.name);
                } else {
                    rest.add(body);
                }
            }
            open = rest;
        } while (changed);
    }

    private void registers(Symbol symbol) {
        if (!symbol.registers) {
            symbol.registers = true;
            registering.add(symbol);
            for (int i = 1; i <= symbol.name.length(); i++) {
                beginnings.add(symbol.name.substring(0, i));
            }
            changed = true;
        }
    }

    private void pastes(Macro macro, BitSet parameters) {
        BitSet known = pasting.computeIfAbsent(macro.name, name -> new BitSet());
        int before = known.cardinality();
        known.or(parameters);
        macro.name.pastes = true;
        changed |= known.cardinality() > before;
    }

    private boolean reaches(Body body) {
        for (Symbol symbol : body.mentioned) {
            if (symbol.registers) {
                return true;
            }
        }
        int known = registering.size();
        for (Form form : body.forms) {
            if (matches(form, body.compared, known)) {
                if (form.leading().isEmpty()) {
                    return true;
                }
                pastes(body.macro, form.leading());
            }
        }
        body.compared = known;
        for (Symbol symbol : body.mentioned) {
            if (symbol.pastes && reachesByPasting(body.macro, symbol)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of some names that register is of a form. */
    private boolean matches(Form form, int from, int to) {
        for (int i = from; i < to; i++) {
            if (form.matches(registering.get(i).name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a macro may register because it uses one that pastes. */
    private boolean reachesByPasting(Macro macro, Symbol used) {
        BitSet parameters = pasting.getOrDefault(used, new BitSet());
        BitSet passedOn = new BitSet();
        List<Token> body = List.of(macro.body);
        for (int i = 0; i < body.size(); i++) {
            if (body.get(i).symbol != used || macro.parameterOf[i] >= 0) {
                continue;
            }
            if (i + 1 == body.size() || !body.get(i + 1).is('(')) {
                return true;
            }
            int close = Math.min(TokenLists.close(body, i + 1), body.size());
            int argument = 0;
            int nesting = 0;
            for (int k = i + 2; k < close; k++) {
                Token token = body.get(k);
                nesting += token.is('(') ? 1 : token.is(')') ? -1 : 0;
                if (nesting == 0 && token.is(',')) {
                    argument++;
                } else if (parameters.get(Math.min(argument, parameters.length() - 1))) {
                    if (macro.parameterOf[k] >= 0) {
                        passedOn.set(macro.parameterOf[k]);
                    } else if (token.symbol != null && mayBegin(token.symbol)) {
                        return true;
                    }
                }
            }
        }
        if (!passedOn.isEmpty()) {
            pastes(macro, passedOn);
        }
        return false;
    }

    /** Whether a name may stand for the beginning of a name that registers. */
    private boolean mayBegin(Symbol symbol) {
        return symbol.macro || beginnings.contains(symbol.name);
    }

    private void define(Macro macro) {
        macro.name.macro = true;
        macro.name.chains |= macro.body.length > 0 && macro.body[0].is('.');
        if (SEEDS.contains(macro.name.name)) {
            return;
        }
        List<Symbol> mentioned = new ArrayList<>();
        List<Form> forms = new ArrayList<>();
        Token[] body = macro.body;
        for (int i = 0; i < body.length; i++) {
            if (i + 1 < body.length && body[i + 1].is("##")) {
                int last = i;
                while (last + 2 < body.length && body[last + 1].is("##")) {
                    last += 2;
                }
                forms.add(form(macro, i, last));
                i = last;
            } else if (body[i].symbol != null && macro.parameterOf[i] < 0) {
                mentioned.add(body[i].symbol);
            }
        }
        bodies.add(new Body(macro, mentioned, forms));
    }

    private static Form form(Macro macro, int first, int last) {
        BitSet leading = new BitSet();
        for (int i = first; i <= last && macro.parameterOf[i] >= 0; i += 2) {
            leading.set(macro.parameterOf[i]);
        }
        StringBuilder prefix = new StringBuilder();
        int at = first;
        while (at <= last && macro.parameterOf[at] < 0) {
            prefix.append(macro.body[at].text);
            at += 2;
        }
        if (at > last) {
            return new Form(leading, prefix.toString(), "", true);
        }
        StringBuilder suffix = new StringBuilder();
        for (int i = last; macro.parameterOf[i] < 0; i -= 2) {
            suffix.insert(0, macro.body[i].text);
        }
        return new Form(leading, prefix.toString(), suffix.toString(), false);
    }
}
