package io.github.tfmobile.registry.link;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
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

    private static final String[] SINGLE = new String[256];

    private static final boolean[] PART = new boolean[256];

    static {
        for (int c = 0; c < SINGLE.length; c++) {
            SINGLE[c] = String.valueOf((char) c);
            PART[c] = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        }
    }

    private final byte[] text;
    private final Words words;
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

    private CppText(byte[] text, Words words, Predicate<String> possible, BiConsumer<String, List<String>> bodies) {
        this.text = text;
        this.words = words;
        this.possible = possible;
        this.bodies = bodies;
    }

    /**
     * The tokens of a file.
     *
     * @param text of one byte a character
     * @param words gives the identifiers
     * @param possible whether some build may define a macro
     * @param bodies is given the name of every macro and the tokens of its replacement text
     */
    static List<String> tokens(
            byte[] text, Words words, Predicate<String> possible, BiConsumer<String, List<String>> bodies) {
        CppText reader = new CppText(text, words, possible, bodies);
        reader.run();
        return reader.tokens;
    }

    /** The macros that a file may define. */
    static Set<String> defines(byte[] text, Words words, Predicate<String> possible) {
        CppText reader = new CppText(text, words, possible, (macro, body) -> {});
        reader.directivesOnly();
        return reader.defined;
    }

    private boolean live() {
        Branch branch = branches.peek();
        return branch == null || branch.live();
    }

    private void directivesOnly() {
        while (at < text.length) {
            int start = at;
            while (start < text.length && (text[start] == ' ' || text[start] == '\t')) {
                start++;
            }
            if (start < text.length && text[start] == '#') {
                at = start;
                directive();
            } else {
                at = lineEnd(start) + 1;
            }
        }
    }

    private void run() {
        boolean lineStart = true;
        while (at < text.length) {
            int c = text[at] & 0xff;
            if (c == '\n') {
                lineStart = true;
                at++;
            } else if (c == ' ' || c == '\t' || c == '\r' || c == '\f') {
                at++;
            } else if (c == '/' && next('/')) {
                at = lineEnd(at);
            } else if (c == '/' && next('*')) {
                at += 2;
                while (at < text.length && !(text[at] == '*' && next('/'))) {
                    at++;
                }
                at = Math.min(text.length, at + 2);
            } else if (c == '#' && lineStart) {
                directive();
                tokens.add(BREAK);
            } else {
                lineStart = false;
                String token = token(c);
                if (live()) {
                    tokens.add(token);
                }
            }
        }
    }

    private boolean next(char c) {
        return at + 1 < text.length && text[at + 1] == c;
    }

    private int lineEnd(int from) {
        int end = from;
        while (end < text.length && text[end] != '\n') {
            end++;
        }
        return end;
    }

    /** The token that starts here; moves behind it. */
    private String token(int c) {
        int start = at;
        if (c == '"' || c == '\'') {
            at++;
            while (at < text.length && text[at] != c && text[at] != '\n') {
                at += text[at] == '\\' ? 2 : 1;
            }
            at = Math.min(text.length, at + 1);
            return LITERAL;
        } else if (c >= '0' && c <= '9') {
            while (at < text.length && (isPart(text[at]) || text[at] == '.')) {
                at++;
            }
            return LITERAL;
        } else if (isPart(c)) {
            while (at < text.length && isPart(text[at])) {
                at++;
            }
            boolean raw = at < text.length && text[at] == '"' && text[at - 1] == 'R' && at - start <= 3;
            return raw ? rawString() : words.of(text, start, at);
        } else if (c == ':' && next(':')) {
            at += 2;
            return "::";
        }
        at++;
        return SINGLE[c];
    }

    private static boolean isPart(int c) {
        return PART[c & 0xff];
    }

    private String rawString() {
        int open = at;
        while (open < text.length && text[open] != '(') {
            open++;
        }
        byte[] end = new byte[Math.max(2, Math.min(open - at, 18) + 1)];
        end[0] = ')';
        System.arraycopy(text, at + 1, end, 1, end.length - 2);
        end[end.length - 1] = '"';
        int close = open;
        while (close + end.length <= text.length
                && !Arrays.equals(text, close, close + end.length, end, 0, end.length)) {
            close++;
        }
        at = close + end.length <= text.length ? close + end.length : text.length;
        return LITERAL;
    }

    /** Reads a directive with its continuation lines; moves behind it. */
    private void directive() {
        int nameStart = at + 1;
        while (nameStart < text.length && (text[nameStart] == ' ' || text[nameStart] == '\t')) {
            nameStart++;
        }
        int nameEnd = nameStart;
        while (nameEnd < text.length && isPart(text[nameEnd])) {
            nameEnd++;
        }
        String name = words.of(text, nameStart, nameEnd);
        at = nameEnd;
        switch (name) {
            case "if", "ifdef", "ifndef" -> {
                String rest = rest();
                int value = name.equals("if") ? Condition.value(rest, this::mayBeDefined) : ifdef(name, rest);
                branches.push(new Branch(live(), live() && value != 0, value == 1));
            }
            case "elif" -> branch(Condition.value(rest(), this::mayBeDefined));
            case "define" -> define(rest());
            case "else" -> {
                rest();
                branch(1);
            }
            case "endif" -> {
                rest();
                branches.poll();
            }
            default -> rest();
        }
    }

    /** The rest of a directive without its splices; moves behind it. */
    private String rest() {
        String part = line();
        StringBuilder rest = new StringBuilder();
        while (part.endsWith("\\")) {
            rest.append(part, 0, part.length() - 1).append(' ');
            part = line();
        }
        return rest.append(part).toString().strip();
    }

    /** The rest of the line; moves behind it. */
    private String line() {
        int end = lineEnd(at);
        int last = end > at && text[end - 1] == '\r' ? end - 1 : end;
        String line = new String(text, at, last - at, StandardCharsets.ISO_8859_1);
        at = Math.min(text.length, end + 1);
        return line;
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
        byte[] content = rest.substring(body).getBytes(StandardCharsets.ISO_8859_1);
        CppText inner = new CppText(content, words, possible, (macro, tokensOfBody) -> {});
        inner.run();
        bodies.accept(name, inner.tokens);
    }

    private static String word(String text) {
        int end = 0;
        while (end < text.length() && isPart(text.charAt(end))) {
            end++;
        }
        return text.substring(0, end);
    }
}
