package io.github.tfmobile.registry.scan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds out which macros may expand to a registration, over all definitions in the tree. Text that uses none of them
 * need not be expanded. Errs on the side of too many: a name that {@code ##} puts together counts when any name of its
 * form does.
 */
final class MacroReach {

    /** The macros that registrations are made with. */
    private static final List<String> SEEDS =
            List.of("REGISTER_KERNEL_BUILDER", "REGISTER_SYSTEM_KERNEL_BUILDER", "REGISTER_OP", "REGISTER_SYSTEM_OP");

    /** A name that {@code ##} makes: what it starts and ends with, and whether that is all of it. */
    private record Form(String prefix, String suffix, boolean whole) {
        boolean matches(String name) {
            return whole
                    ? name.equals(prefix)
                    : name.length() >= prefix.length() + suffix.length()
                            && name.startsWith(prefix)
                            && name.endsWith(suffix);
        }
    }

    private record Body(Symbol name, Set<Symbol> mentioned, List<Form> forms) {}

    private MacroReach() {}

    /** Sets the flags of the symbols, and gives the names of the macros that may register. */
    static List<Symbol> mark(List<SourceFile> files, Symbols symbols) {
        List<Symbol> reaching = new ArrayList<>();
        for (String seed : SEEDS) {
            add(symbols.of(seed), reaching);
        }
        List<Body> bodies = new ArrayList<>();
        for (SourceFile file : files) {
            for (Item item : file.items) {
                Macro macro = item.macro;
                if (macro != null) {
                    macro.name.macro = true;
                    macro.name.chains |= macro.body.length > 0 && macro.body[0].is('.');
                    if (!SEEDS.contains(macro.name.name)) {
                        bodies.add(body(macro));
                    }
                }
            }
        }
        int checked = 0;
        while (checked < reaching.size()) {
            List<Symbol> fresh = List.copyOf(reaching.subList(checked, reaching.size()));
            checked = reaching.size();
            List<Body> rest = new ArrayList<>();
            for (Body body : bodies) {
                if (body.name().registers || reaches(body, fresh)) {
                    add(body.name(), reaching);
                } else {
                    rest.add(body);
                }
            }
            bodies = rest;
        }
        return reaching;
    }

    private static void add(Symbol symbol, List<Symbol> reaching) {
        if (!symbol.registers) {
            symbol.registers = true;
            reaching.add(symbol);
        }
    }

    private static boolean reaches(Body body, List<Symbol> fresh) {
        for (Symbol symbol : body.mentioned()) {
            if (symbol.registers) {
                return true;
            }
        }
        for (Form form : body.forms()) {
            for (Symbol symbol : fresh) {
                if (form.matches(symbol.name)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Body body(Macro macro) {
        Set<Symbol> mentioned = new HashSet<>();
        List<Form> forms = new ArrayList<>();
        Token[] body = macro.body;
        for (int i = 0; i < body.length; i++) {
            boolean pasted = i + 1 < body.length && body[i + 1].is("##");
            if (pasted) {
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
        return new Body(macro.name, mentioned, forms);
    }

    private static Form form(Macro macro, int first, int last) {
        StringBuilder prefix = new StringBuilder();
        int at = first;
        while (at <= last && macro.parameterOf[at] < 0) {
            prefix.append(macro.body[at].text);
            at += 2;
        }
        if (at > last) {
            return new Form(prefix.toString(), "", true);
        }
        StringBuilder suffix = new StringBuilder();
        for (int i = last; macro.parameterOf[i] < 0; i -= 2) {
            suffix.insert(0, macro.body[i].text);
        }
        return new Form(prefix.toString(), suffix.toString(), false);
    }
}
