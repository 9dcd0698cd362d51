package io.github.tfmobile.registry.link;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tells from the tokens of a C++ declaration, without its body and without the semicolon at its end, what it declares. */
final class Declarations {

    private static final Set<String> CLASS_KEYS = Set.of("class", "struct", "union", "enum");

    /** Words before a parenthesis that is no parameter list. */
    private static final Set<String> NOT_NAMES = Set.of(
            "__attribute__",
            "decltype",
            "alignas",
            "noexcept",
            "if",
            "for",
            "while",
            "switch",
            "return",
            "sizeof",
            "static_assert",
            "defined",
            "__declspec",
            "typename");

    /** First words of what a class has in it besides members. */
    private static final Set<String> NO_MEMBERS = Set.of("using", "typedef", "friend", "static_assert");

    private Declarations() {}

    static boolean isIdentifier(String token) {
        char c = token.charAt(0);
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= 128 && Character.isLetter(c));
    }

    /** {@code NAME(...)} in capitals: a macro that needs no semicolon. */
    static boolean isMacroCall(List<String> statement) {
        if (statement.size() < 3
                || !statement.get(1).equals("(")
                || !statement.get(statement.size() - 1).equals(")")
                || !isInCapitals(statement.get(0))) {
            return false;
        }
        int open = 0;
        for (int i = 1; i < statement.size(); i++) {
            open += statement.get(i).equals("(") ? 1 : statement.get(i).equals(")") ? -1 : 0;
            if (open == 0 && i < statement.size() - 1) {
                return false;
            }
        }
        return open == 0;
    }

    private static boolean isInCapitals(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (Character.isLowerCase(word.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether it is a call of a macro or what goes on after one, as in {@code .Input("x: T")}: a function that is declared has
     * its type, or its class, before its name.
     */
    static boolean isCall(List<String> statement, int parameters) {
        return parameters == 1 || statement.get(0).equals(".");
    }

    /** Whether a statement in a class declares a function or a static variable that is defined elsewhere. */
    static boolean isUndefinedMember(List<String> statement) {
        int start = statement.size() > 2 && statement.get(1).equals(":") ? 2 : 0;
        List<String> member = statement.subList(start, statement.size());
        if (member.isEmpty() || NO_MEMBERS.contains(member.get(0)) || isMacroCall(member)) {
            return false;
        }
        int parameters = parameterList(member);
        if (parameters < 0) {
            return member.contains("static") && !member.contains("=");
        }
        // = default, = delete, = 0
        return member.lastIndexOf("=") != member.size() - 2;
    }

    /** The index of {@code class}, {@code struct}, ... when the statement declares or defines one, otherwise -1. */
    static int classKey(List<String> statement, int parameters) {
        int angle = 0;
        for (int i = 0; i < statement.size() && (parameters < 0 || i < parameters); i++) {
            String token = statement.get(i);
            if (token.equals("<")) {
                angle++;
            } else if (token.equals(">")) {
                angle--;
            } else if (angle == 0 && CLASS_KEYS.contains(token)) {
                return parameters < 0 ? i : -1;
            } else if (angle == 0 && token.equals("=")) {
                return -1;
            }
        }
        return -1;
    }

    /** The index of the parenthesis that opens a function's parameters, -1 when there is none. */
    static int parameterList(List<String> statement) {
        int angle = 0;
        for (int i = 1; i < statement.size(); i++) {
            String token = statement.get(i);
            String before = statement.get(i - 1);
            if (token.equals("<") && isIdentifier(before) && !before.equals("operator")) {
                angle++;
            } else if (token.equals(">") && angle > 0) {
                angle--;
            } else if (token.equals("=") && angle == 0) {
                return -1;
            } else if (token.equals("(") && angle == 0) {
                if (before.equals("operator")) {
                    return i + 2 < statement.size() ? i + 2 : -1;
                } else if (isIdentifier(before) && !NOT_NAMES.contains(before)) {
                    return i;
                }
                i = close(statement, i);
            }
        }
        return -1;
    }

    /** Whether it is about a full specialisation: {@code template <> ...}. */
    static boolean isSpecialisation(List<String> statement) {
        return statement.size() > 2
                && statement.get(0).equals("template")
                && statement.get(1).equals("<")
                && statement.get(2).equals(">");
    }

    /**
     * A name and what qualifies it, as in {@code A<T>::B::f}.
     *
     * @param name empty when there is none
     * @param scopes without template arguments
     */
    record Name(String name, Set<String> scopes) {}

    /** The name that ends at an index. */
    static Name name(List<String> tokens, int last) {
        int i = last;
        if (i >= 2 && tokens.get(i).equals(")") && tokens.get(i - 2).equals("operator")) {
            i -= 2;
        }
        while (i >= 0 && !isIdentifier(tokens.get(i))) {
            i--;
        }
        if (i < 0) {
            return new Name("", Set.of());
        }
        String name = tokens.get(i);
        Set<String> scopes = new HashSet<>();
        while (i >= 2 && tokens.get(i - 1).equals("::")) {
            i -= 2;
            int angle = 0;
            while (i > 0 && (tokens.get(i).equals(">") || angle > 0)) {
                angle += tokens.get(i).equals(">") ? 1 : tokens.get(i).equals("<") ? -1 : 0;
                i--;
            }
            if (isIdentifier(tokens.get(i))) {
                scopes.add(tokens.get(i));
            }
        }
        return new Name(name, scopes);
    }

    private static int close(List<String> statement, int open) {
        int nesting = 0;
        for (int i = open; i < statement.size(); i++) {
            nesting += statement.get(i).equals("(") ? 1 : statement.get(i).equals(")") ? -1 : 0;
            if (nesting == 0) {
                return i;
            }
        }
        return statement.size();
    }

    /** {@code template struct A::B<...>} or {@code template R f<...>(...)}. */
    static void templateNames(List<String> statement, Set<String> into) {
        int angle = 0;
        for (int i = 1; i < statement.size(); i++) {
            String token = statement.get(i);
            String before = statement.get(i - 1);
            if (token.equals("<") || token.equals("(")) {
                if (angle == 0 && isIdentifier(before)) {
                    into.add(before);
                }
                if (token.equals("(") && angle == 0) {
                    break;
                }
                angle++;
            } else if (token.equals(">") || token.equals(")")) {
                angle--;
            }
        }
    }
}
