package io.github.tfmobile.registry.link;

import io.github.tfmobile.registry.cpp.lex.Lexer;
import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import io.github.tfmobile.registry.cpp.lex.Token;
import io.github.tfmobile.registry.cpp.preprocess.PossibleText;
import io.github.tfmobile.registry.cpp.source.CppFile;
import io.github.tfmobile.registry.cpp.source.Macro;
import io.github.tfmobile.registry.cpp.source.SourceFragment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
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
 *
 * <p>Whether whoever sees a template has all of it, shows in where it is written, incomplete, or said to be elsewhere.
 */
final class SourceNames implements Lexer.WordHandler {

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

    /** Classes and function templates whose bodies are here. */
    final Set<String> written = new HashSet<>();

    /** Classes whose body declares a member that is not defined there. */
    final Set<String> incomplete = new HashSet<>();

    /**
     * What is declared here to be defined, specialised or instantiated elsewhere, with the macros whose bodies do that;
     * the empty name stands for the text itself.
     */
    final Map<String, Set<String>> elsewhere = new HashMap<>();

    /** The macro whose body is read; empty for the text itself. */
    private String macro = "";

    /** The class or function that the statement just read declares or defines; empty when it is something else. */
    private String entity = "";

    private final boolean compiled;
    private final boolean included;

    private final Deque<Scope> scopes = new ArrayDeque<>();

    /** For each open brace the class or function that it belongs to. */
    private final Deque<String> entities = new ArrayDeque<>();

    /** The words since the last statement ended. */
    private final List<String> statement = new ArrayList<>();

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
     * @param symbols the identifiers of its tree
     * @param possible whether some build may define a macro
     * @param compiled whether it is compiled, so that what it mentions counts
     * @param included whether it is included, so that it counts what each of its classes and functions mentions
     */
    static SourceNames of(
            CppFile file, SymbolTable symbols, Predicate<String> possible, boolean compiled, boolean included) {
        SourceNames names = new SourceNames(compiled, included);
        List<Macro> macros = new ArrayList<>();
        PossibleText.read(file, possible, new PossibleText.Handler() {
            @Override
            public void text(SourceFragment fragment) {
                names.directive();
                new Lexer(file.text, fragment.start, fragment.end, fragment.line, symbols).words(names);
            }

            @Override
            public void macro(Macro macro) {
                macros.add(macro);
            }
        });
        names.finish();
        for (Macro macro : macros) {
            names.macro = macro.name.name;
            for (Token token : macro.body) {
                if (token.symbol != null) {
                    names.use(names.macro, token.text);
                }
            }
            Lexer.words(macro.body, names);
            names.finish();
        }
        return names;
    }

    /** No names. */
    static SourceNames none() {
        return new SourceNames(false, false);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SourceNames names && parts().equals(names.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    private List<Object> parts() {
        return List.of(mentioned, classes, forward, uses, declared, defined, qualified, instantiated);
    }

    @Override
    public void name(String name) {
        Scope scope = scopes.peek();
        boolean identifier = Declarations.isIdentifier(name);
        if (identifier && compiled) {
            mentioned.add(name);
        }
        if (isOuter(scope)) {
            if (identifier && Declarations.isMacroCall(statement)) {
                statement.forEach(word -> use("", word));
                statement.clear();
            }
            if (statement.size() < MAX_STATEMENT) {
                statement.add(name);
            } else {
                use("", name);
            }
            return;
        }
        use(entities.isEmpty() ? "" : entities.peek(), name);
        if (scope == Scope.CLASS && statement.size() < MAX_STATEMENT) {
            statement.add(name);
        }
    }

    @Override
    public void mark(String mark) {
        Scope scope = scopes.peek();
        boolean outer = isOuter(scope);
        switch (mark.charAt(0)) {
            case '{' -> {
                entity = entities.isEmpty() ? "" : entities.peek();
                scopes.push(open(statement, outer, scope));
                if (outer) {
                    statement.forEach(word -> use(entity, word));
                }
                entities.push(entity);
                statement.clear();
            }
            case '}' -> {
                scopes.poll();
                entities.poll();
                statement.clear();
            }
            case ';' -> {
                if (outer) {
                    entity = "";
                    end(statement);
                    statement.forEach(word -> use(entity, word));
                } else if (scope == Scope.CLASS && Declarations.isUndefinedMember(statement)) {
                    incomplete.add(entities.peek());
                }
                statement.clear();
            }
            default -> {
                if ((outer || scope == Scope.CLASS) && statement.size() < MAX_STATEMENT) {
                    statement.add(mark);
                }
            }
        }
    }

    /** Whether a place is outside of classes, functions and unnamed namespaces. */
    private static boolean isOuter(@Nullable Scope scope) {
        return scope == null || scope == Scope.NAMESPACE;
    }

    /** A directive ends a call of a macro, which needs no semicolon. */
    private void directive() {
        if (isOuter(scopes.peek()) && Declarations.isMacroCall(statement)) {
            statement.forEach(word -> use("", word));
            statement.clear();
        }
    }

    /** The text ends. */
    private void finish() {
        if (scopes.isEmpty()) {
            end(statement);
        }
        statement.forEach(word -> use("", word));
        scopes.clear();
        entities.clear();
        statement.clear();
    }

    private void use(String by, String word) {
        if (!included || !Declarations.isIdentifier(word)) {
            return;
        }
        String name = by.isEmpty() ? macro : by;
        if (!word.equals(name)) {
            if (uses.isEmpty() || !name.equals(user)) {
                user = name;
                used = uses.computeIfAbsent(name, n -> new HashSet<>());
            }
            used.add(word);
        }
    }

    /** A brace opens: what it belongs to. */
    private Scope open(List<String> statement, boolean outside, @Nullable Scope around) {
        if (around == Scope.CLASS && Declarations.classKey(statement, Declarations.parameterList(statement)) >= 0) {
            return Scope.CLASS;
        } else if (!outside) {
            return around == Scope.UNNAMED && statement.contains("namespace") ? Scope.UNNAMED : Scope.OTHER;
        }
        int namespace = statement.indexOf("namespace");
        if (namespace >= 0 && namespace <= 1) {
            return namespace == statement.size() - 1 ? Scope.UNNAMED : Scope.NAMESPACE;
        }
        if (statement.size() == 2 && statement.get(0).equals("extern")) {
            return Scope.NAMESPACE;
        }
        int parameters = Declarations.parameterList(statement);
        int key = Declarations.classKey(statement, parameters);
        if (key >= 0) {
            entity = className(statement, key);
            written.add(entity);
            return Scope.CLASS;
        }
        if (parameters > 0) {
            entity = statement.get(parameters - 1);
            if (!Declarations.isCall(statement, parameters)) {
                written.add(entity);
                define(statement, parameters);
            }
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
            Declarations.templateNames(statement, instantiated);
            return;
        }
        if (statement.get(0).equals("extern") && template == 1) {
            Set<String> named = new HashSet<>();
            Declarations.templateNames(statement.subList(1, statement.size()), named);
            forward.addAll(named);
            named.forEach(this::isElsewhere);
            return;
        }
        if (statement.get(0).equals("using")) {
            return;
        }
        if (statement.get(0).equals("typedef") || statement.contains("namespace")) {
            return;
        }
        int parameters = Declarations.parameterList(statement);
        int key = Declarations.classKey(statement, parameters);
        if (key >= 0) {
            entity = className(statement, key);
            forward.add(entity);
            isElsewhere(entity);
        } else if (parameters > 0) {
            if (Declarations.isCall(statement, parameters)) {
                return;
            }
            entity = statement.get(parameters - 1);
            declared.add(entity);
            isElsewhere(entity);
            if (Declarations.isSpecialisation(statement)) {
                Declarations.name(statement, parameters - 1).scopes().forEach(this::isElsewhere);
            }
        } else {
            variable(statement);
        }
    }

    private String className(List<String> statement, int key) {
        String name = "";
        for (int i = key + 1; i < statement.size(); i++) {
            String token = statement.get(i);
            if (token.equals("final") || token.equals("<") || token.equals(":")) {
                break;
            } else if (Declarations.isIdentifier(token)) {
                name = token;
            }
        }
        if (!name.isEmpty()) {
            classes.add(name);
        }
        return name;
    }

    private void define(List<String> statement, int parameters) {
        boolean template = statement.get(0).equals("template");
        boolean specialisation = Declarations.isSpecialisation(statement);
        List<String> head = statement.subList(0, parameters);
        if ((template && !specialisation) || head.contains("static") || head.contains("inline")) {
            return;
        }
        defineName(head, head.size() - 1);
    }

    /** Takes the name that ends at an index, and what qualifies it: {@code A<T>::B::f}. */
    private void defineName(List<String> tokens, int last) {
        Declarations.Name name = Declarations.name(tokens, last);
        if (name.name().isEmpty()) {
            return;
        }
        if (name.scopes().isEmpty()) {
            defined.add(name.name());
        } else {
            defined.addAll(name.scopes());
            qualified.computeIfAbsent(name.name(), n -> new HashSet<>()).addAll(name.scopes());
        }
    }

    private void isElsewhere(String name) {
        elsewhere.computeIfAbsent(name, n -> new HashSet<>()).add(macro);
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
                || !Declarations.isIdentifier(statement.get(end - 1))
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
}
