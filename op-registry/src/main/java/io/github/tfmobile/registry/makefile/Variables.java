package io.github.tfmobile.registry.makefile;

import io.github.tfmobile.registry.bazel.Globs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The variables of a makefile that is being read, and how make expands references to them. */
final class Variables {

    /** How long a variable may grow. */
    private static final int MAX_LENGTH = 4_000_000;

    /** How many references are followed; a real makefile has some thousand. */
    private static final int MAX_REFERENCES = 1_000_000;

    /** How deep references nest. */
    private static final int MAX_DEPTH = 100;

    /** A variable; a simple one was expanded when it was set, a recursive one is when it is used. */
    private record Variable(String text, boolean simple) {}

    private final List<String> files;
    private final Map<String, String> given;
    private final Map<String, Variable> variables = new HashMap<>();
    private final Set<String> expanding = new HashSet<>();
    private int references;
    private int depth;

    Variables(Collection<String> files, Map<String, String> given) {
        this.files = List.copyOf(new TreeSet<>(files));
        this.given = given;
    }

    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringTokenizer tokens = new StringTokenizer(text);
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        return words;
    }

    void assign(String name, String operator, String value) {
        Variable old = variables.get(name);
        Variable assigned = switch (operator) {
            case ":=", "::=" -> new Variable(expand(value), true);
            case "+=" -> appended(old, value);
            case "?=" -> old == null ? new Variable(value, false) : old;
            default -> new Variable(value, false);
        };
        if (assigned.text.length() <= MAX_LENGTH) {
            variables.put(name, assigned);
        }
    }

    private Variable appended(@Nullable Variable old, String value) {
        if (old == null) {
            return new Variable(value, false);
        }
        return new Variable(old.text + " " + (old.simple ? expand(value) : value), old.simple);
    }

    /** The value of a variable; empty when it is not set, or refers to itself. */
    String valueOf(String name) {
        String fromCommandLine = given.get(name);
        if (fromCommandLine != null) {
            return fromCommandLine;
        }
        Variable variable = variables.get(name);
        if (variable == null || variable.simple) {
            return variable == null ? "" : variable.text;
        }
        if (!expanding.add(name)) {
            return "";
        }
        String value = expand(variable.text);
        expanding.remove(name);
        return value;
    }

    /** A text with its references replaced. */
    String expand(String text) {
        int dollar = text.indexOf('$');
        if (dollar < 0) {
            return text;
        }
        StringBuilder expanded = new StringBuilder();
        int from = 0;
        while (dollar >= 0 && dollar + 1 < text.length() && expanded.length() <= MAX_LENGTH) {
            expanded.append(text, from, dollar);
            char open = text.charAt(dollar + 1);
            if (open == '(' || open == '{') {
                int end = closing(text, dollar + 1);
                if (++references <= MAX_REFERENCES && depth < MAX_DEPTH) {
                    depth++;
                    expanded.append(reference(text.substring(dollar + 2, end)));
                    depth--;
                }
                from = Math.min(end + 1, text.length());
            } else {
                expanded.append(open == '$' ? "$" : "");
                from = dollar + 2;
            }
            dollar = text.indexOf('$', from);
        }
        return expanded.append(text, from, text.length()).toString();
    }

    private String reference(String inside) {
        int space = 0;
        while (space < inside.length()
                && (Character.isLetter(inside.charAt(space)) || (space > 0 && inside.charAt(space) == '-'))) {
            space++;
        }
        if (space > 0 && space < inside.length() && Character.isWhitespace(inside.charAt(space))) {
            return call(inside.substring(0, space), inside.substring(space).stripLeading());
        }
        String name = expand(inside).strip();
        int colon = name.indexOf(':');
        int equals = name.indexOf('=', colon + 1);
        if (colon > 0 && equals > 0) {
            String pattern = "%" + name.substring(colon + 1, equals);
            return eachWord(valueOf(name.substring(0, colon)), replacing(pattern, "%" + name.substring(equals + 1)));
        }
        return valueOf(name);
    }

    private String call(String function, String text) {
        List<String> arguments = arguments(text, 3).stream().map(this::expand).toList();
        String first = arguments.get(0);
        String second = arguments.size() < 2 ? "" : arguments.get(1);
        return switch (function) {
            case "wildcard" -> String.join(" ", Globs.match(files, words(first), List.of()));
            case "sort" -> String.join(" ", new TreeSet<>(words(first)));
            case "strip" -> String.join(" ", words(first));
            case "filter" -> filter(first, second, true);
            case "filter-out" -> filter(first, second, false);
            case "addprefix" -> eachWord(second, word -> first + word);
            case "addsuffix" -> eachWord(second, word -> word + first);
            case "patsubst" ->
                eachWord(arguments.size() < 3 ? "" : arguments.get(2), replacing(first.strip(), second.strip()));
            default -> "";
        };
    }

    private static String eachWord(String text, UnaryOperator<String> change) {
        return words(text).stream().map(change).collect(Collectors.joining(" "));
    }

    private static UnaryOperator<String> replacing(String pattern, String replacement) {
        return word -> {
            if (!matches(pattern, word)) {
                return word;
            }
            int percent = pattern.indexOf('%');
            String stem = percent < 0 ? "" : word.substring(percent, word.length() - (pattern.length() - percent - 1));
            int place = replacement.indexOf('%');
            return place < 0 ? replacement : replacement.substring(0, place) + stem + replacement.substring(place + 1);
        };
    }

    private static String filter(String patterns, String text, boolean keep) {
        Set<String> plain = new HashSet<>();
        List<String> open = new ArrayList<>();
        words(patterns).forEach(word -> (word.contains("%") ? open : plain).add(word));
        return words(text).stream()
                .filter(word -> (plain.contains(word) || open.stream().anyMatch(one -> matches(one, word))) == keep)
                .collect(Collectors.joining(" "));
    }

    /** Whether a pattern, of which {@code %} stands for any text, is that of a word. */
    private static boolean matches(String pattern, String word) {
        int percent = pattern.indexOf('%');
        return percent < 0
                ? pattern.equals(word)
                : word.length() >= pattern.length() - 1
                        && word.startsWith(pattern.substring(0, percent))
                        && word.endsWith(pattern.substring(percent + 1));
    }

    /** A text cut at the commas that stand in no bracket, into at most so many parts. */
    static List<String> arguments(String text, int most) {
        List<String> arguments = new ArrayList<>();
        int nesting = 0;
        int from = 0;
        for (int i = 0; i < text.length() && arguments.size() < most - 1; i++) {
            char c = text.charAt(i);
            if (c == '(' || c == '{') {
                nesting++;
            } else if (c == ')' || c == '}') {
                nesting--;
            } else if (c == ',' && nesting == 0) {
                arguments.add(text.substring(from, i));
                from = i + 1;
            }
        }
        arguments.add(text.substring(from));
        return arguments;
    }

    /** The index of the bracket that closes the one at {@code open}, or the end of the text. */
    static int closing(String text, int open) {
        char left = text.charAt(open);
        char right = left == '(' ? ')' : '}';
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            if (text.charAt(i) == left) {
                depth++;
            } else if (text.charAt(i) == right) {
                depth--;
                if (depth == 0) {
                    return i;
                }
            }
        }
        return text.length();
    }
}
