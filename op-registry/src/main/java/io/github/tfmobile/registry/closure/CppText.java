package io.github.tfmobile.registry.closure;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * The tokens of a C++ file, without what is compiled in no build: text under conditions on macros that nobody defines.
 * Where a condition may or may not hold, both branches count. Identifiers are tokens as they are, {@code ::} is one
 * token, every literal is {@code "}, every other character is a token of its own.
 */
final class CppText {

    /** A literal of any kind. */
    static final String LITERAL = "\"";

    /** The end of a preprocessor directive's effect on the text around it. */
    static final String BREAK = "\n";

    private final String text;
    private final Predicate<String> possible;
    private final Set<String> defined = new HashSet<>();
    private final BiConsumer<String, List<String>> bodies;
    private final List<String> tokens = new ArrayList<>();
    private final Deque<Branch> branches = new ArrayDeque<>();
    private int at;

    /**
     * One {@code #if}.
     *
     * @param outer whether the text around it is live
     * @param live whether the current branch may be compiled
     * @param taken whether an earlier branch, or this one, certainly is
     */
    private record Branch(boolean outer, boolean live, boolean taken) {}

    private CppText(String text, Predicate<String> possible, BiConsumer<String, List<String>> bodies) {
        this.text = text;
        this.possible = possible;
        this.bodies = bodies;
    }

    /**
     * The tokens of a file.
     *
     * @param possible whether some build may define a macro
     * @param bodies is given the name of every macro and the tokens of its replacement text
     */
    static List<String> tokens(String text, Predicate<String> possible, BiConsumer<String, List<String>> bodies) {
        CppText reader = new CppText(text, possible, bodies);
        reader.run();
        return reader.tokens;
    }

    /** The macros that a file may define. */
    static Set<String> defines(String text, Predicate<String> possible) {
        CppText reader = new CppText(text, possible, (macro, body) -> {});
        reader.directivesOnly();
        return reader.defined;
    }

    private boolean live() {
        Branch branch = branches.peek();
        return branch == null || branch.live();
    }

    private void directivesOnly() {
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            end = end < 0 ? text.length() : end;
            int start = at;
            while (start < end && (text.charAt(start) == ' ' || text.charAt(start) == '\t')) {
                start++;
            }
            if (start < end && text.charAt(start) == '#') {
                at = start;
                directive();
            } else {
                at = end + 1;
            }
        }
    }

    private void run() {
        boolean lineStart = true;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                lineStart = true;
                at++;
            } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f') {
                at++;
            } else if (text.startsWith("//", at)) {
                at = lineEnd(at);
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                at = end < 0 ? text.length() : end + 2;
            } else if (c == '#' && lineStart) {
                directive();
                tokens.add(BREAK);
            } else {
                lineStart = false;
                int start = at;
                String token = token();
                if (live() && at > start) {
                    tokens.add(token);
                }
            }
        }
    }

    private int lineEnd(int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    /** The token that starts here; moves behind it. */
    private String token() {
        char c = text.charAt(at);
        int start = at;
        if (isPart(c) && !Character.isDigit(c)) {
            while (at < text.length() && isPart(text.charAt(at))) {
                at++;
            }
            String word = text.substring(start, at);
            if (at < text.length() && text.charAt(at) == '"' && word.endsWith("R") && word.length() <= 3) {
                return rawString();
            }
            return word;
        } else if (c == '"' || c == '\'') {
            at++;
            while (at < text.length() && text.charAt(at) != c && text.charAt(at) != '\n') {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
            at = Math.min(text.length(), at + 1);
            return LITERAL;
        } else if (isPart(c)) {
            while (at < text.length() && (isPart(text.charAt(at)) || text.charAt(at) == '.')) {
                at++;
            }
            return LITERAL;
        } else if (text.startsWith("::", at)) {
            at += 2;
            return "::";
        }
        at++;
        return String.valueOf(c);
    }

    private static boolean isPart(char c) {
        return c < 128 && (Character.isLetterOrDigit(c) || c == '_');
    }

    private String rawString() {
        int open = text.indexOf('(', at);
        String end = open < 0 ? "" : ")" + text.substring(at + 1, Math.min(open, at + 18)) + "\"";
        int close = open < 0 ? -1 : text.indexOf(end, open);
        at = close < 0 ? text.length() : close + end.length();
        return LITERAL;
    }

    /** Reads a directive with its continuation lines; moves behind it. */
    private void directive() {
        StringBuilder line = new StringBuilder();
        while (at < text.length()) {
            int end = lineEnd(at);
            String part = text.substring(at, end);
            at = Math.min(text.length(), end + 1);
            String stripped = part.endsWith("\r") ? part.substring(0, part.length() - 1) : part;
            if (!stripped.endsWith("\\")) {
                line.append(stripped);
                break;
            }
            line.append(stripped, 0, stripped.length() - 1).append(' ');
        }
        String content = line.substring(1).strip();
        int nameEnd = 0;
        while (nameEnd < content.length() && isPart(content.charAt(nameEnd))) {
            nameEnd++;
        }
        directive(content.substring(0, nameEnd), content.substring(nameEnd).strip());
    }

    private void directive(String name, String rest) {
        switch (name) {
            case "if", "ifdef", "ifndef" -> {
                int value = name.equals("if") ? Condition.value(rest, this::mayBeDefined) : ifdef(name, rest);
                branches.push(new Branch(live(), live() && value != 0, value == 1));
            }
            case "elif" -> branch(Condition.value(rest, this::mayBeDefined));
            case "else" -> branch(1);
            case "endif" -> branches.poll();
            case "define" -> define(rest);
            default -> {}
        }
    }

    private int ifdef(String name, String rest) {
        int value = mayBeDefined(word(rest)) ? Condition.UNKNOWN : 0;
        return name.equals("ifdef") ? value : value == 0 ? 1 : value;
    }

    private void branch(int value) {
        Branch branch = branches.poll();
        if (branch != null) {
            boolean live = branch.outer() && !branch.taken() && value != 0;
            branches.push(new Branch(branch.outer(), live, branch.taken() || value == 1));
        }
    }

    private boolean mayBeDefined(String macro) {
        return defined.contains(macro) || possible.test(macro);
    }

    private void define(String rest) {
        String name = word(rest);
        if (!live() || name.isEmpty()) {
            return;
        }
        defined.add(name);
        int body = name.length();
        if (body < rest.length() && rest.charAt(body) == '(') {
            int close = rest.indexOf(')', body);
            body = close < 0 ? rest.length() : close + 1;
        }
        List<String> content = new ArrayList<>();
        CppText inner = new CppText(rest.substring(body), possible, (macro, tokensOfBody) -> {});
        inner.run();
        content.addAll(inner.tokens);
        bodies.accept(name, content);
    }

    private static String word(String text) {
        int end = 0;
        while (end < text.length() && isPart(text.charAt(end))) {
            end++;
        }
        return text.substring(0, end);
    }
}
