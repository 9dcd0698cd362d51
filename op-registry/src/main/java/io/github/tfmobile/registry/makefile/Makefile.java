package io.github.tfmobile.registry.makefile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The variables of a makefile as GNU make has them at the end of the file: assignments, conditionals and the functions
 * that lists of files and flags are made with. Rules are passed over, and other functions, the shell's above all, give nothing,
 * as on a machine that lacks what they look for.
 */
public final class Makefile {

    private static final Pattern ASSIGNMENT =
            Pattern.compile("\\s*(?:export\\s+|override\\s+)*([A-Za-z_][A-Za-z0-9_]*)\\s*(:=|::=|\\+=|\\?=|=)\\s*(.*)");
    private static final Pattern RULE = Pattern.compile("[^\\s#:=][^:=]*:(?:[^=].*)?");
    private static final Pattern CONDITIONAL = Pattern.compile("\\s*(ifeq|ifneq|ifdef|ifndef|else|endif)\\b\\s*(.*)");

    private final Variables variables;

    private Makefile(Variables variables) {
        this.variables = variables;
    }

    /**
     * Reads a makefile.
     *
     * @param text the text of the makefile
     * @param files the files that {@code wildcard} finds, relative to the directory that make runs in
     * @param given variables that the command line sets, as in {@code TARGET=IOS}; no assignment in the file changes them
     */
    public static Makefile read(String text, Collection<String> files, Map<String, String> given) {
        Makefile makefile = new Makefile(new Variables(files, given));
        makefile.run(text);
        return makefile;
    }

    /** The words of a variable in their order; none when it is not set. */
    public List<String> words(String variable) {
        return Variables.words(variables.valueOf(variable));
    }

    private void run(String makefile) {
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
                variables.assign(assignment.group(1), assignment.group(2), assignment.group(3));
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
            case "ifdef" -> !variables.valueOf(variables.expand(rest).strip()).isEmpty();
            case "ifndef" -> variables.valueOf(variables.expand(rest).strip()).isEmpty();
            case "ifeq" -> equalArguments(rest);
            default -> !equalArguments(rest);
        };
    }

    /** Whether the two arguments of {@code (a,b)} or {@code "a" "b"} are equal once expanded. */
    private boolean equalArguments(String text) {
        String trimmed = text.strip();
        if (!trimmed.startsWith("(")) {
            String[] quoted = trimmed.replace('\'', '"').split("\"", -1);
            return quoted.length > 3 && variables.expand(quoted[1]).equals(variables.expand(quoted[3]));
        }
        String inner = trimmed.substring(1, Variables.closing(trimmed, 0));
        List<String> arguments = Variables.arguments(inner, 2);
        return arguments.size() == 2
                && variables
                        .expand(arguments.get(0))
                        .strip()
                        .equals(variables.expand(arguments.get(1)).strip());
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
