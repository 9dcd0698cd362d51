package io.github.tfmobile.lite.cpp;

import io.github.tfmobile.common.cpp.Literals;
import java.util.ArrayList;
import java.util.List;

/**
 * A call, or a declaration, which looks like one.
 *
 * @param function the name before the parenthesis
 * @param arguments the tokens of each argument, put together
 * @param end the number of the token behind the closing parenthesis
 */
record Call(String function, List<String> arguments, int end) {

    /** All calls of a function, in order, those inside other calls too. */
    static List<Call> of(String function, List<String> tokens, int from, int to) {
        List<Call> calls = new ArrayList<>();
        for (int i = from; i + 1 < to; i++) {
            if (tokens.get(i).equals(function) && tokens.get(i + 1).equals("(")) {
                calls.add(at(tokens, i));
            }
        }
        return calls;
    }

    /** The call whose name is that token. */
    static Call at(List<String> tokens, int name) {
        List<String> arguments = new ArrayList<>();
        StringBuilder argument = new StringBuilder();
        int depth = 0;
        int i = name + 1;
        for (; i < tokens.size(); i++) {
            String token = tokens.get(i);
            if ((token.equals("(") || token.equals("{")) && depth++ == 0) {
                continue;
            }
            if ((token.equals(")") || token.equals("}")) && --depth == 0) {
                break;
            }
            if (token.equals(",") && depth == 1) {
                arguments.add(argument.toString());
                argument.setLength(0);
            } else {
                argument.append(token);
            }
        }
        if (!argument.isEmpty()) {
            arguments.add(argument.toString());
        }
        return new Call(tokens.get(name), arguments, Math.min(i + 1, tokens.size()));
    }

    /** An argument; empty when there are not so many. */
    String argument(int index) {
        return index < arguments.size() ? arguments.get(index) : "";
    }

    /** The text of an argument that is a string literal; other arguments as they are. */
    static String unquoted(String argument) {
        return literal(argument) ? Literals.content(argument) : argument;
    }

    static boolean literal(String argument) {
        return argument.startsWith("\"");
    }
}
