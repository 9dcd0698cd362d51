package io.github.tfmobile.registry.makefile;

import io.github.tfmobile.registry.bazel.Globs;
import io.github.tfmobile.registry.bazel.SourceFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The variables of a makefile, as far as they list source files of the tree: assignments, {@code ifeq} and the like,
 * and the functions {@code wildcard}, {@code filter-out}, {@code filter} and {@code sort}. Every other function, the
 * shell's above all, gives nothing.
 */
public final class Makefile {

    private static final int MAX_DEPTH = 50;
    private static final int MAX_LENGTH = 4_000_000;

    private final Collection<String> files;
    private final Map<String, String> variables = new HashMap<>();
    private int depth;

    private Makefile(Collection<String> files) {
        this.files = files;
    }

    /**
     * Reads a makefile; null when there is none.
     *
     * @param root the root of the tree
     * @param file the makefile, relative to the root
     * @param files the files that {@code wildcard} finds, relative to the root
     * @param given variables that the command line sets, as in {@code TARGET=IOS}
     */
    public static @Nullable Makefile read(Path root, String file, Collection<String> files, Map<String, String> given)
            throws IOException {
        String text = new SourceFiles(root).read(file);
        if (text == null) {
            return null;
        }
        Makefile makefile = new Makefile(new TreeSet<>(files));
        makefile.variables.putAll(given);
        makefile.run(text, given.keySet());
        return makefile;
    }

    /** The words of a variable, each once, in the order of their first occurrence. */
    public List<String> words(String variable) {
        return List.copyOf(new LinkedHashSet<>(split(expand(variables.getOrDefault(variable, "")))));
    }

    private static List<String> split(String text) {
        return Arrays.stream(text.split("\\s+")).filter(s -> !s.isEmpty()).toList();
    }

    private void run(String text, Set<String> given) {
        String joined = text.replaceAll("\\\\\r?\n", " ");
        List<Boolean> branches = new ArrayList<>();
        for (String raw : joined.split("\n", -1)) {
            int comment = raw.indexOf('#');
            String line = (comment < 0 ? raw : raw.substring(0, comment)).strip();
            String word = line.split("[\\s(]", 2)[0];
            switch (word) {
                case "ifeq", "ifneq" -> branches.add(equal(line) == word.equals("ifeq"));
                case "ifdef", "ifndef" -> {
                    String name = line.substring(word.length()).strip();
                    branches.add(variables.containsKey(name) == word.equals("ifdef"));
                }
                case "else" -> {
                    if (!branches.isEmpty()) {
                        int last = branches.size() - 1;
                        branches.set(last, !branches.get(last));
                    }
                }
                case "endif" -> {
                    if (!branches.isEmpty()) {
                        branches.remove(branches.size() - 1);
                    }
                }
                default -> {
                    if (!branches.contains(false)) {
                        assign(line, given);
                    }
                }
            }
        }
    }

    private boolean equal(String line) {
        String arguments =
                line.substring(line.indexOf('(') + 1, Math.max(line.indexOf('(') + 1, line.lastIndexOf(')')));
        int comma = comma(arguments, 0);
        return comma >= 0
                && expand(arguments.substring(0, comma))
                        .strip()
                        .equals(expand(arguments.substring(comma + 1)).strip());
    }

    private void assign(String line, Set<String> given) {
        int equals = line.indexOf('=');
        int colon = line.indexOf(':');
        if (equals <= 0 || (colon >= 0 && colon < equals - 1)) {
            return;
        }
        char kind = line.charAt(equals - 1);
        boolean special = kind == '+' || kind == ':' || kind == '?';
        String name = line.substring(0, special ? equals - 1 : equals).strip();
        String value = line.substring(equals + 1).strip();
        if (name.isEmpty() || name.contains(" ") || name.contains("$") || given.contains(name)) {
            return;
        }
        String old = variables.getOrDefault(name, "");
        if (kind == '+') {
            value = old + " " + value;
        } else if (kind == ':') {
            value = expand(value);
        } else if (kind == '?' && variables.containsKey(name)) {
            return;
        }
        if (value.length() <= MAX_LENGTH) {
            variables.put(name, value);
        }
    }

    private static int comma(String text, int from) {
        int nesting = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(') {
                nesting++;
            } else if (c == ')') {
                nesting--;
            } else if (c == ',' && nesting == 0) {
                return i;
            }
        }
        return -1;
    }

    private String expand(String text) {
        if (depth > MAX_DEPTH || !text.contains("$(")) {
            return text;
        }
        depth++;
        StringBuilder result = new StringBuilder();
        int at = 0;
        while (at < text.length() && result.length() < MAX_LENGTH) {
            int open = text.indexOf("$(", at);
            if (open < 0) {
                break;
            }
            result.append(text, at, open);
            int end = open + 2;
            for (int nesting = 1; end < text.length() && nesting > 0; end++) {
                nesting += text.charAt(end) == '(' ? 1 : text.charAt(end) == ')' ? -1 : 0;
            }
            result.append(reference(text.substring(open + 2, Math.max(open + 2, end - 1))));
            at = end;
        }
        depth--;
        return at < text.length() ? result.append(text.substring(at)).toString() : result.toString();
    }

    private String reference(String inside) {
        int space = inside.indexOf(' ');
        if (space < 0) {
            return expand(variables.getOrDefault(inside, ""));
        }
        String arguments = inside.substring(space + 1);
        return switch (inside.substring(0, space)) {
            case "wildcard" -> wildcard(expand(arguments));
            case "sort" -> String.join(" ", new TreeSet<>(split(expand(arguments))));
            case "filter-out" -> filter(arguments, false);
            case "filter" -> filter(arguments, true);
            case "strip" -> expand(arguments).strip();
            default -> "";
        };
    }

    private String wildcard(String globs) {
        return String.join(" ", Globs.match(List.copyOf(files), List.copyOf(split(globs)), List.of()));
    }

    private String filter(String arguments, boolean keep) {
        int comma = comma(arguments, 0);
        if (comma < 0) {
            return "";
        }
        Set<String> plain = new HashSet<>();
        List<String> patterns = new ArrayList<>();
        for (String word : split(expand(arguments.substring(0, comma)))) {
            if (word.contains("%")) {
                patterns.add(word);
            } else {
                plain.add(word);
            }
        }
        List<String> kept = split(expand(arguments.substring(comma + 1))).stream()
                .filter(w -> (plain.contains(w) || patterns.stream().anyMatch(p -> matches(p, w))) == keep)
                .toList();
        return String.join(" ", kept);
    }

    /** Whether a pattern, of which {@code %} stands for any text, is that of a word. */
    private static boolean matches(String pattern, String word) {
        int percent = pattern.indexOf('%');
        return word.length() >= pattern.length() - 1
                && word.startsWith(pattern.substring(0, percent))
                && word.endsWith(pattern.substring(percent + 1));
    }
}
