package io.github.tfmobile.registry.cpp.source;

import io.github.tfmobile.registry.cpp.lex.Symbol;
import io.github.tfmobile.registry.cpp.lex.Token;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what follows {@code #define}. */
public final class MacroParser {

    private MacroParser() {}

    /** The macro, null when its parameter list is malformed. */
    public static @Nullable Macro parse(List<Token> tokens) {
        Symbol name = tokens.get(0).symbol;
        if (name == null) {
            return null;
        }
        if (tokens.size() == 1 || !tokens.get(1).is('(') || tokens.get(1).space) {
            return Macro.object(
                    Macro.Kind.ORDINARY, name, tokens.subList(1, tokens.size()).toArray(new Token[0]));
        }
        List<String> parameters = new ArrayList<>();
        boolean variadic = false;
        int at = 2;
        while (at < tokens.size() && !tokens.get(at).is(')')) {
            Token token = tokens.get(at);
            if (token.is("...")) {
                variadic = true;
                parameters.add("__VA_ARGS__");
            } else if (token.symbol != null && !variadic) {
                parameters.add(token.text);
                if (at + 1 < tokens.size() && tokens.get(at + 1).is("...")) {
                    variadic = true;
                    at++;
                }
            } else {
                return null;
            }
            at++;
            if (at < tokens.size() && tokens.get(at).is(',')) {
                at++;
            }
        }
        if (at == tokens.size()) {
            return null;
        }
        Token[] body = tokens.subList(at + 1, tokens.size()).toArray(new Token[0]);
        int[] parameterOf = new int[body.length];
        for (int i = 0; i < body.length; i++) {
            parameterOf[i] = body[i].symbol == null ? -1 : parameters.indexOf(body[i].text);
        }
        return new Macro(kind(name.name, parameters.size()), name, parameters.size(), variadic, body, parameterOf);
    }

    /** The registration macros of the framework's headers, whatever their bodies are in a release. */
    private static Macro.Kind kind(String name, int parameters) {
        return switch (name) {
            case "REGISTER_KERNEL_BUILDER", "REGISTER_SYSTEM_KERNEL_BUILDER" ->
                parameters == 2 ? Macro.Kind.KERNEL : Macro.Kind.ORDINARY;
            case "REGISTER_OP", "REGISTER_SYSTEM_OP" -> parameters == 1 ? Macro.Kind.OP : Macro.Kind.ORDINARY;
            default -> Macro.Kind.ORDINARY;
        };
    }
}
