package io.github.tfmobile.graph.transform;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.graph.problem.TransformProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The transform string, as in {@code strip_unused_nodes(type=float, shape="1,2") fold_constants}, read as the Graph
 * Transform Tool reads it (tensorflow/tools/graph_transforms/transform_graph.cc, ParseTransformParameters): blanks and
 * line breaks between transforms, arguments in brackets separated by commas or blanks, values bare (letters, digits,
 * {@code - . / _}) or in double quotes. A bracket that is not closed is an error here; there it drops the transform.
 * Blanks before a comma or a closing bracket are fine here; there they are an error.
 */
final class TransformString {

    private static final String BARE = "a bare value holds letters, digits and - . / _ alone; put others in double"
            + " quotes, as in shape=\"1,299,299,3\"";

    private final String text;
    private int at;

    private TransformString(String text) {
        this.text = text;
    }

    /** An argument and where its name stands. */
    record Argument(String name, String value, int nameAt, int valueAt) {}

    /** A transform's name, where it stands, and its arguments in order. */
    record Call(String name, int nameAt, List<Argument> arguments) {

        Map<String, List<String>> values() {
            Map<String, List<String>> values = new LinkedHashMap<>();
            for (Argument argument : arguments) {
                values.computeIfAbsent(argument.name(), name -> new ArrayList<>())
                        .add(argument.value());
            }
            return values;
        }
    }

    /** Reads the whole string. */
    static List<Call> parse(String text) throws ProblemException {
        TransformString reader = new TransformString(text);
        List<Call> calls = new ArrayList<>();
        for (reader.skipBlanks(); reader.at < text.length(); reader.skipBlanks()) {
            calls.add(reader.call());
        }
        return calls;
    }

    private Call call() throws ProblemException {
        int nameAt = at;
        String name = word();
        if (name.isEmpty()) {
            throw expected("a transform's name", afterBlank() ? "a transform's brackets follow its name directly" : "");
        }
        List<Argument> arguments = new ArrayList<>();
        if (!take('(')) {
            return new Call(name, nameAt, arguments);
        }
        int open = at - 1;
        while (true) {
            skipBlanks();
            if (take(')')) {
                return new Call(name, nameAt, arguments);
            }
            take(',');
            skipBlanks();
            if (at == text.length()) {
                throw malformed(open, "has a bracket that is not closed, of \"" + name + "\"", "close it with \")\"");
            }
            arguments.add(argument());
        }
    }

    private Argument argument() throws ProblemException {
        int nameAt = at;
        String name = word();
        if (name.isEmpty()) {
            throw expected("an argument's name", "");
        }
        if (!take('=')) {
            throw expected("\"=\" after an argument's name", BARE);
        }
        int valueAt = at;
        String value;
        if (take('"')) {
            int start = at;
            while (at < text.length() && text.charAt(at) != '"') {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
            if (at >= text.length()) {
                throw malformed(valueAt, "has a quote that is not closed", "close it with a double quote");
            }
            value = text.substring(start, at);
            at++;
        } else {
            int start = at;
            while (at < text.length() && (isWord(text.charAt(at)) || "-./".indexOf(text.charAt(at)) >= 0)) {
                at++;
            }
            value = text.substring(start, at);
            if (value.isEmpty()) {
                throw expected("an argument's value", BARE);
            }
        }
        // The original eats one stray quote of either kind after a value.
        take('"');
        take('\'');
        return new Argument(name, value, nameAt, valueAt);
    }

    private String word() {
        int start = at;
        while (at < text.length() && isWord(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean isWord(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }

    private static boolean isBlank(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    private boolean take(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private boolean afterBlank() {
        return at < text.length() && text.charAt(at) == '(' && at > 0 && isBlank(text.charAt(at - 1));
    }

    private void skipBlanks() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
    }

    private ProblemException expected(String what, String remedy) {
        String rest = text.substring(at).lines().findFirst().orElse("");
        String shown = rest.length() > 40 ? rest.substring(0, 40) + "..." : rest;
        String found = at == text.length() ? "the end" : "\"" + shown + "\"";
        return malformed(at, "needs " + what + " but has " + found, remedy);
    }

    private ProblemException malformed(int offset, String what, String remedy) {
        return new ProblemException(problem(TransformProblem.TRANSFORMS_MALFORMED, text, offset, what, remedy));
    }

    /** A problem at a place of the string, which it shows with a caret. */
    static Problem problem(TransformProblem code, String text, int offset, String what, String remedy) {
        int start = text.lastIndexOf('\n', offset - 1) + 1;
        int end = text.indexOf('\n', offset);
        String line = text.substring(start, end < 0 ? text.length() : end).stripTrailing();
        int lineNumber = 1
                + (int) text.substring(0, start).chars().filter(c -> c == '\n').count();
        StringBuilder caret = new StringBuilder();
        for (int i = start; i < offset; i++) {
            caret.append(text.charAt(i) == '\t' ? '\t' : ' ');
        }
        String place = "at line " + lineNumber + ", column " + (offset - start + 1) + ":\n" + line + "\n" + caret + "^";
        return Problem.of(code, Setting.TRANSFORMS + " " + what, remedy.isEmpty() ? place : place + "\n" + remedy);
    }
}
