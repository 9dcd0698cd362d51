package io.github.tfmobile.registry.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The macros of a world, ready to be set at the start of each translation unit. */
final class WorldMacros {

    private final List<Macro> defined = new ArrayList<>();
    private final List<Symbol> undefined = new ArrayList<>();

    WorldMacros(DefineSet world, List<Macro> compiler, Symbols symbols) {
        defined.addAll(compiler);
        for (Map.Entry<String, String> define : world.defines().entrySet()) {
            Macro macro = parse(define.getKey() + ' ' + define.getValue(), symbols);
            if (macro != null) {
                defined.add(macro);
            }
        }
        for (String name : world.undefined()) {
            undefined.add(symbols.of(name));
        }
    }

    private static @Nullable Macro parse(String definition, Symbols symbols) {
        List<Token> tokens = Lexer.tokens(definition, symbols);
        return tokens.isEmpty() ? null : MacroParser.parse(tokens);
    }

    /** What every compiler predefines and the scanner itself knows. */
    static List<Macro> compiler(Symbols symbols) {
        return List.of(
                Macro.object(Macro.Kind.COUNTER, symbols.of("__COUNTER__")),
                Macro.object(Macro.Kind.LINE, symbols.of("__LINE__")),
                Macro.object(Macro.Kind.ORDINARY, symbols.of("__cplusplus"), Token.number("201402L", false, 0)));
    }

    void applyTo(MacroState state) {
        for (Symbol name : undefined) {
            state.block(name);
        }
        for (Macro macro : defined) {
            state.define(macro);
        }
    }
}
