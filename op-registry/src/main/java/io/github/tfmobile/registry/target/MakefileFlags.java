package io.github.tfmobile.registry.target;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The macros that a makefile passes to the compiler. Reads the part of GNU make's language that decides over a flags
 * variable: assignments, appending, conditionals and variable references. Functions such as {@code $(shell ...)} are
 * taken to give nothing, as on a machine that lacks what they look for.
 */
final class MakefileFlags {

    private static final Pattern ASSIGNMENT =
            Pattern.compile("\\s*(?:export\\s+|override\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*(:=|::=|\\+=|\\?=|=)\\s*(.*)");
    private static final Pattern RULE = Pattern.compile("[^\\s#:=][^:=]*:(?:[^=].*)?");
    private static final Pattern CONDITIONAL = Pattern.compile("\\s*(ifeq|ifneq|ifdef|ifndef|else|endif)\\b\\s*(.*)");
    private static final Pattern DEFINE = Pattern.compile("-D([A-Za-z_][A-Za-z0-9_]*)(?:=(.*))?");

    private static final Pattern WORD = Pattern.compile("\\S+");

    /** How deep references nest before a variable is taken to refer to itself. */
    private static final int MAX_DEPTH = 50;

    /** How long a variable may grow. */
    private static final int MAX_LENGTH = 1 << 20;

    private final Map<String, String> variables = new HashMap<>();
    private final Map<String, String> commandLine;

    private MakefileFlags(Map<String, String> commandLine) {
        this.commandLine = commandLine;
    }

    /**
     * The macros in a variable of a makefile, as {@code make NAME=VALUE...} sees them at the end of the file.
     *
     * @param makefile the text of the makefile
     * @param variable the variable that holds the compiler's flags
     * @param commandLine variables given on the command line, which no assignment in the file changes
     */
    static SortedMap<String, String> defines(String makefile, String variable, Map<String, String> commandLine) {
        MakefileFlags flags = new MakefileFlags(commandLine);
        flags.read(makefile);
        SortedMap<String, String> defines = new TreeMap<>();
        Matcher words = WORD.matcher(flags.valueOf(variable, 0));
        while (words.find()) {
            String word = words.group();
            Matcher define =
                    DEFINE.matcher(word.replace("\\", "").replace("\"", "").replace("'", ""));
            if (define.matches()) {
                defines.put(define.group(1), define.group(2) == null ? "1" : define.group(2));
            } else if (word.startsWith("-U")) {
                defines.remove(word.substring(2));
            }
        }
        return defines;
    }

    private void read(String makefile) {
        Deque<Branch> branches = new ArrayDeque<>();
        boolean inRecipe = false;
        for (String line : logicalLines(makefile)) {
            Matcher conditional = CONDITIONAL.matcher(line);
            if (conditional.matches()) {
                branch(branches, conditional.group(1), conditional.group(2));
                continue;
            }
            if (branches.stream().anyMatch(branch -> !branch.active) || (inRecipe && line.startsWith("\t"))) {
                continue;
            }
            Matcher assignment = ASSIGNMENT.matcher(line);
            if (assignment.matches()) {
                inRecipe = false;
                assign(assignment.group(1), assignment.group(2), assignment.group(3));
            } else if (RULE.matcher(line).matches()) {
                inRecipe = true;
            }
        }
    }

    private void branch(Deque<Branch> branches, String keyword, String rest) {
        if (keyword.equals("endif")) {
            branches.poll();
            return;
        }
        if (!keyword.equals("else")) {
            branches.push(new Branch(holds(keyword, rest)));
            return;
        }
        Branch branch = branches.peek();
        if (branch == null) {
            return;
        }
        Matcher nested = CONDITIONAL.matcher(rest);
        boolean chosen = !branch.taken && (!nested.matches() || holds(nested.group(1), nested.group(2)));
        branch.active = chosen;
        branch.taken |= chosen;
    }

    private boolean holds(String keyword, String rest) {
        return switch (keyword) {
            case "ifdef" -> !valueOf(expand(rest, 0).trim(), 0).isEmpty();
            case "ifndef" -> valueOf(expand(rest, 0).trim(), 0).isEmpty();
            case "ifeq" -> equalArguments(rest);
            default -> !equalArguments(rest);
        };
    }

    /** Whether the two arguments of {@code (a,b)} or {@code "a" "b"} are equal once expanded. */
    private boolean equalArguments(String text) {
        String trimmed = text.trim();
        if (!trimmed.startsWith("(")) {
            String[] quoted = trimmed.replace('\'', '"').split("\"", -1);
            return quoted.length > 3 && expand(quoted[1], 0).equals(expand(quoted[3], 0));
        }
        int depth = 0;
        int comma = -1;
        int end = trimmed.length();
        for (int i = 0; i < trimmed.length(); i++) {
            char c = trimmed.charAt(i);
            if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
                if (depth == 0) {
                    end = i;
                    break;
                }
            } else if (c == ',' && depth == 1 && comma < 0) {
                comma = i;
            }
        }
        if (comma < 0) {
            return false;
        }
        String left = trimmed.substring(1, comma);
        String right = trimmed.substring(comma + 1, end);
        return expand(left, 0).trim().equals(expand(right, 0).trim());
    }

    private void assign(String name, String operator, String value) {
        String old = variables.get(name);
        String text = switch (operator) {
            case ":=", "::=" -> expand(value, 0);
            case "+=" -> old == null ? value : old + " " + expandOwn(value);
            case "?=" -> old == null ? value : old;
            default -> value;
        };
        if (text.length() <= MAX_LENGTH) {
            variables.put(name, text);
        }
    }

    /** Appended text is expanded at once, which is right for a variable that began with {@code :=}. */
    private String expandOwn(String value) {
        return expand(value, 0);
    }

    private String valueOf(String name, int depth) {
        String given = commandLine.get(name);
        if (given != null) {
            return given;
        }
        String value = variables.get(name);
        return value == null ? "" : expand(value, depth + 1);
    }

    private String expand(String text, int depth) {
        int dollar = text.indexOf('$');
        if (dollar < 0 || depth > MAX_DEPTH) {
            return text;
        }
        StringBuilder expanded = new StringBuilder();
        int from = 0;
        while (dollar >= 0 && dollar + 1 < text.length() && expanded.length() <= MAX_LENGTH) {
            expanded.append(text, from, dollar);
            char open = text.charAt(dollar + 1);
            if (open == '(' || open == '{') {
                int end = closing(text, dollar + 1);
                String inner = text.substring(dollar + 2, end);
                String name = expand(inner, depth + 1).trim();
                boolean function = name.indexOf(' ') >= 0 || name.indexOf('\t') >= 0;
                expanded.append(function ? "" : valueOf(name, depth + 1));
                from = Math.min(end + 1, text.length());
            } else {
                expanded.append(open == '$' ? "$" : "");
                from = dollar + 2;
            }
            dollar = text.indexOf('$', from);
        }
        return expanded.append(text, from, text.length()).toString();
    }

    /** The index of the bracket that closes the one at {@code open}, or the end of the text. */
    private static int closing(String text, int open) {
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

    /** The lines, those that end in a backslash joined with the next, comments cut off. */
    private static List<String> logicalLines(String makefile) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String physical : makefile.split("\r?\n", -1)) {
            if (physical.endsWith("\\")) {
                line.append(physical, 0, physical.length() - 1).append(' ');
                continue;
            }
            line.append(physical);
            int comment = line.indexOf("#");
            lines.add(comment < 0 ? line.toString() : line.substring(0, comment));
            line.setLength(0);
        }
        lines.add(line.toString());
        return lines;
    }

    /** One level of {@code ifeq ... else ... endif}. */
    private static final class Branch {
        private boolean active;
        private boolean taken;

        Branch(boolean holds) {
            this.active = holds;
            this.taken = holds;
        }
    }
}
