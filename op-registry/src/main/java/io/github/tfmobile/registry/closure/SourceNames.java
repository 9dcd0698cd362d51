package io.github.tfmobile.registry.closure;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The names that a C++ file declares for others, defines for others, and mentions, read without compiling it.
 *
 * <p>Declared are classes, and functions and variables without their definition. Defined with external linkage are
 * functions outside of classes and unnamed namespaces, members ({@code X::f} counts as {@code X}), variables, full
 * specialisations of functions, and what an explicit template instantiation names.
 */
final class SourceNames {

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

    private static final int MAX_STATEMENT = 400;

    private enum Scope {
        NAMESPACE,
        UNNAMED,
        CLASS,
        OTHER
    }

    /** All identifiers, of a file that is compiled. */
    final Set<String> mentioned = new HashSet<>();

    /** Classes and structs declared or defined. */
    final Set<String> classes = new HashSet<>();

    /** Classes and templates that are declared here and defined elsewhere. */
    final Set<String> forward = new HashSet<>();

    /**
     * What the classes, functions and macros of a file that is included mention, by their names; under the empty name what
     * stands outside of them, in aliases and calls of macros.
     */
    final Map<String, Set<String>> uses = new HashMap<>();

    /** Functions and variables declared, not defined. */
    final Set<String> declared = new HashSet<>();

    /** What is defined here for other files, and the scopes of what is defined as {@code Scope::name}. */
    final Set<String> defined = new HashSet<>();

    /** What is defined as {@code Scope::name}, with the scopes: a member if one of them is a class. */
    final Map<String, Set<String>> qualified = new HashMap<>();

    /** What explicit instantiations name; these count for every file that includes this one. */
    final Set<String> instantiated = new HashSet<>();

    /** The class or function that the statement just read declares or defines; empty when it is something else. */
    private String entity = "";

    private final boolean compiled;
    private final boolean included;

    /** Under which name something was last added to {@link #uses}, and what is there. */
    private String user = "";

    private Set<String> used = new HashSet<>();

    private SourceNames(boolean compiled, boolean included) {
        this.compiled = compiled;
        this.included = included;
    }

    /**
     * Reads a file.
     *
     * @param text of one byte a character
     * @param words gives the identifiers
     * @param possible whether some build may define a macro
     * @param compiled whether it is compiled, so that what it mentions counts
     * @param included whether it is included, so that it counts what each of its classes and functions mentions
     */
    static SourceNames of(byte[] text, Words words, Predicate<String> possible, boolean compiled, boolean included) {
        SourceNames names = new SourceNames(compiled, included);
        List<List<String>> bodies = new ArrayList<>();
        names.scan(CppText.tokens(text, words, possible, (macro, body) -> {
            bodies.add(body);
            body.forEach(word -> names.use(macro, word));
        }));
        bodies.forEach(names::scan);
        return names;
    }

    private void scan(List<String> tokens) {
        Deque<Scope> scopes = new ArrayDeque<>();
        Deque<String> entities = new ArrayDeque<>();
        List<String> statement = new ArrayList<>();
        for (String token : tokens) {
            boolean identifier = isIdentifier(token);
            Scope scope = scopes.peek();
            boolean outer = scope == null || scope == Scope.NAMESPACE;
            if (identifier) {
                if (compiled) {
                    mentioned.add(token);
                }
                if (!outer) {
                    use(entities.isEmpty() ? "" : entities.peek(), token);
                }
            }
            switch (token) {
                case "{" -> {
                    entity = entities.isEmpty() ? "" : entities.peek();
                    scopes.push(open(statement, outer, scope));
                    if (outer) {
                        statement.forEach(word -> use(entity, word));
                    }
                    entities.push(entity);
                    statement.clear();
                }
                case "}" -> {
                    scopes.poll();
                    entities.poll();
                    statement.clear();
                }
                case ";" -> {
                    if (outer) {
                        entity = "";
                        end(statement);
                        statement.forEach(word -> use(entity, word));
                    }
                    statement.clear();
                }
                case CppText.BREAK -> {
                    if (outer && isMacroCall(statement)) {
                        statement.forEach(word -> use("", word));
                        statement.clear();
                    }
                }
                default -> {
                    if (outer && identifier && isMacroCall(statement)) {
                        statement.forEach(word -> use("", word));
                        statement.clear();
                    }
                    if (outer && statement.size() < MAX_STATEMENT) {
                        statement.add(token);
                    } else if (outer && identifier) {
                        use("", token);
                    }
                }
            }
        }
        if (scopes.isEmpty()) {
            end(statement);
        }
        statement.forEach(word -> use("", word));
    }

    private void use(String by, String word) {
        if (included && isIdentifier(word) && !word.equals(by)) {
            if (uses.isEmpty() || !by.equals(user)) {
                user = by;
                used = uses.computeIfAbsent(by, b -> new HashSet<>());
            }
            used.add(word);
        }
    }

    private static boolean isIdentifier(String token) {
        char c = token.charAt(0);
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= 128 && Character.isLetter(c));
    }

    /** {@code NAME(...)} in capitals: a macro that needs no semicolon. */
    private static boolean isMacroCall(List<String> statement) {
        if (statement.size() < 3
                || !statement.get(1).equals("(")
                || !statement.get(statement.size() - 1).equals(")")
                || !statement.get(0).equals(statement.get(0).toUpperCase(Locale.ROOT))) {
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

    /** A brace opens: what it belongs to. */
    private Scope open(List<String> statement, boolean outside, @Nullable Scope around) {
        if (!outside) {
            return around == Scope.UNNAMED && statement.contains("namespace") ? Scope.UNNAMED : Scope.OTHER;
        }
        int namespace = statement.indexOf("namespace");
        if (namespace >= 0 && namespace <= 1) {
            return namespace == statement.size() - 1 ? Scope.UNNAMED : Scope.NAMESPACE;
        }
        if (statement.size() == 2 && statement.get(0).equals("extern")) {
            return Scope.NAMESPACE;
        }
        int parameters = parameterList(statement);
        int key = classKey(statement, parameters);
        if (key >= 0) {
            entity = className(statement, key);
            return Scope.CLASS;
        }
        if (parameters > 0) {
            entity = statement.get(parameters - 1);
            define(statement, parameters);
        } else {
            variable(statement);
        }
        return Scope.OTHER;
    }

    /** A semicolon ends a statement outside of classes and functions. */
    private void end(List<String> statement) {
        if (statement.isEmpty()) {
            return;
        }
        int template = statement.indexOf("template");
        if (template == 0 && statement.size() > 1 && !statement.get(1).equals("<")) {
            templateNames(statement, instantiated);
            return;
        }
        if (statement.get(0).equals("extern") && template == 1) {
            templateNames(statement.subList(1, statement.size()), forward);
            return;
        }
        if (statement.get(0).equals("using")) {
            return;
        }
        if (statement.get(0).equals("typedef") || statement.contains("namespace")) {
            return;
        }
        int parameters = parameterList(statement);
        int key = classKey(statement, parameters);
        if (key >= 0) {
            entity = className(statement, key);
            forward.add(entity);
        } else if (parameters > 0) {
            entity = statement.get(parameters - 1);
            declared.add(entity);
        } else {
            variable(statement);
        }
    }

    /** The index of {@code class}, {@code struct}, ... when the statement declares or defines one, otherwise -1. */
    private static int classKey(List<String> statement, int parameters) {
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

    private String className(List<String> statement, int key) {
        String name = "";
        for (int i = key + 1; i < statement.size(); i++) {
            String token = statement.get(i);
            if (token.equals("final") || token.equals("<") || token.equals(":")) {
                break;
            } else if (isIdentifier(token)) {
                name = token;
            }
        }
        if (!name.isEmpty()) {
            classes.add(name);
        }
        return name;
    }

    /** The index of the parenthesis that opens a function's parameters, -1 when there is none. */
    private static int parameterList(List<String> statement) {
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

    private void define(List<String> statement, int parameters) {
        boolean template = statement.get(0).equals("template");
        boolean specialisation = template
                && statement.size() > 2
                && statement.get(1).equals("<")
                && statement.get(2).equals(">");
        List<String> head = statement.subList(0, parameters);
        if ((template && !specialisation) || head.contains("static") || head.contains("inline")) {
            return;
        }
        defineName(head, head.size() - 1);
    }

    /** Takes the name that ends at an index, and what qualifies it: {@code A<T>::B::f}. */
    private void defineName(List<String> tokens, int last) {
        int i = last;
        if (i >= 2 && tokens.get(i).equals(")") && tokens.get(i - 2).equals("operator")) {
            i -= 2;
        }
        while (i >= 0 && !isIdentifier(tokens.get(i))) {
            i--;
        }
        if (i < 0) {
            return;
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
        if (scopes.isEmpty()) {
            defined.add(name);
        } else {
            defined.addAll(scopes);
            qualified.computeIfAbsent(name, n -> new HashSet<>()).addAll(scopes);
        }
    }

    private void variable(List<String> statement) {
        if (statement.isEmpty()) {
            return;
        }
        boolean external = statement.get(0).equals("extern");
        int end = statement.size();
        for (String stop : List.of("=", "[", "(")) {
            int at = statement.indexOf(stop);
            end = at > 0 ? Math.min(end, at) : end;
        }
        if (end < 2
                || !isIdentifier(statement.get(end - 1))
                || statement.contains("static")
                || statement.contains("constexpr")
                || statement.contains("template")) {
            return;
        }
        if (external && !statement.contains("=")) {
            declared.add(statement.get(end - 1));
        } else {
            defineName(statement, end - 1);
        }
    }

    /** {@code template struct A::B<...>} or {@code template R f<...>(...)}. */
    private static void templateNames(List<String> statement, Set<String> into) {
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
