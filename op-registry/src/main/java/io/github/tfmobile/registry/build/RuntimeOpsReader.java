package io.github.tfmobile.registry.build;

import io.github.tfmobile.common.cpp.Literals;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.ConditionalRegistration;
import io.github.tfmobile.registry.RegisteredOp;
import io.github.tfmobile.registry.Registration;
import io.github.tfmobile.registry.RuntimeOps;
import io.github.tfmobile.registry.RuntimeOps.Part;
import io.github.tfmobile.registry.cpp.lex.Lexer;
import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import io.github.tfmobile.registry.cpp.lex.Token;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads from the sources of the runtime which ops it adds to graphs. An op's name in a string literal is the op of a node
 * that the file makes when it is an argument of a function ({@code NodeDefBuilder(name, "Merge")}) or one of the values to
 * choose from ({@code is_ref ? "RefSwitch" : "Switch"}); it is the op of a node that the file looks for when it is
 * compared. Tables and what macros are given say neither.
 */
final class RuntimeOpsReader {

    private static final String COMMON_RUNTIME = "tensorflow/core/common_runtime/";
    private static final String CORE = "tensorflow/core/";
    private static final String SYSTEM_OP = "REGISTER_SYSTEM_OP";
    private static final String SYSTEM_KERNEL = "REGISTER_SYSTEM_KERNEL_BUILDER";
    private static final String GRAPH = "tensorflow/core/graph/";

    /** The files that each part has been in; a release has some of them. */
    private static final Map<Part, List<String>> FILES = Map.of(
            Part.FEEDS_AND_FETCHES, List.of(GRAPH + "subgraph.cc"),
            Part.CONSTANT_FOLDING, List.of(COMMON_RUNTIME + "constant_folding.cc"),
            Part.GRAPH, List.of(GRAPH + "graph.cc"),
            Part.CALLS,
                    List.of(
                            COMMON_RUNTIME + "function.cc",
                            COMMON_RUNTIME + "function_utils.cc",
                            COMMON_RUNTIME + "inline_function_utils.cc"),
            Part.IF, List.of(COMMON_RUNTIME + "lower_if_op.cc"),
            Part.WHILE, List.of(COMMON_RUNTIME + "lower_while_op.cc"),
            Part.CASE, List.of(COMMON_RUNTIME + "lower_case_op.cc"),
            Part.ACCUMULATION, List.of(COMMON_RUNTIME + "accumulate_n_optimizer.cc"),
            Part.PARALLEL_CONCAT, List.of(COMMON_RUNTIME + "parallel_concat_optimizer.cc"));

    private final Set<String> ops;
    private final SortedSet<String> made = new TreeSet<>();
    private final SortedSet<String> lookedFor = new TreeSet<>();

    private RuntimeOpsReader(Set<String> ops) {
        this.ops = ops;
    }

    /**
     * Reads the parts of a tree's runtime.
     *
     * @param tree reads the files
     * @param ops the ops of the tree
     * @param registrations the kernels that it registers
     */
    static RuntimeOps read(
            ReleaseFacts tree, SortedMap<String, RegisteredOp> ops, List<ConditionalRegistration> registrations)
            throws ProblemException {
        SortedMap<Part, SortedSet<String>> added = new TreeMap<>();
        SortedSet<String> replaced = new TreeSet<>();
        for (Part part : Part.values()) {
            RuntimeOpsReader reader = new RuntimeOpsReader(ops.keySet());
            boolean pass = false;
            for (String file : FILES.getOrDefault(part, List.of())) {
                String text = tree.text(file);
                reader.run(Lexer.tokens(text, new SymbolTable()));
                pass |= text.contains("REGISTER_OPTIMIZATION(");
            }
            added.put(part, reader.made);
            if (pass) {
                replaced.addAll(reader.lookedFor);
            }
        }
        registrations.forEach(scanned -> replaced.remove(scanned.registration().op()));
        return new RuntimeOps(added, replaced, system(tree, ops, registrations), tree.graphVersion());
    }

    /** The ops that a macro registers, both the op and a kernel, which does not ask for the header of selective registration. */
    private static SortedSet<String> system(
            ReleaseFacts tree, SortedMap<String, RegisteredOp> ops, List<ConditionalRegistration> registrations)
            throws ProblemException {
        Map<String, List<String>> texts = new HashMap<>();
        SortedSet<String> system = new TreeSet<>();
        for (ConditionalRegistration scanned : registrations) {
            Registration kernel = scanned.registration();
            RegisteredOp op = ops.get(kernel.op());
            if (op != null
                    && !system.contains(kernel.op())
                    && isCalled(SYSTEM_KERNEL, kernel.file(), kernel.line(), tree, texts)
                    && isCalled(SYSTEM_OP, op.file(), op.line(), tree, texts)) {
                system.add(kernel.op());
            }
        }
        return system;
    }

    /** Whether a macro is called in a line. */
    private static boolean isCalled(
            String macro, String file, int line, ReleaseFacts tree, Map<String, List<String>> texts)
            throws ProblemException {
        if (!file.startsWith(CORE)) {
            return false;
        }
        List<String> lines = texts.get(file);
        if (lines == null) {
            String text = tree.text(file);
            lines = text.contains(macro) ? text.lines().toList() : List.of();
            texts.put(file, lines);
        }
        return line > 0 && line <= lines.size() && lines.get(line - 1).strip().startsWith(macro + "(");
    }

    private void run(List<Token> tokens) {
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.kind == Token.Kind.STRING) {
                String op = Literals.content(token.text);
                if (ops.contains(op)) {
                    literal(op, tokens, i, open.isEmpty() ? -1 : open.peek());
                }
            } else if (token.is('(') || token.is('{') || token.is('[')) {
                open.push(i);
            } else if (token.is(')') || token.is('}') || token.is(']')) {
                open.poll();
            }
        }
    }

    private void literal(String op, List<Token> tokens, int at, int bracket) {
        String before = at == 0 ? "" : tokens.get(at - 1).text;
        String after = at + 1 == tokens.size() ? "" : tokens.get(at + 1).text;
        if (isComparison(before) || isComparison(after)) {
            lookedFor.add(op);
        } else if (List.of("?", ":", "=", "return").contains(before)
                || (bracket > 0 && tokens.get(bracket).is('(') && !isMacro(tokens.get(bracket - 1).text))) {
            made.add(op);
        }
    }

    private static boolean isComparison(String token) {
        return token.equals("==") || token.equals("!=");
    }

    private static boolean isMacro(String name) {
        return name.length() > 1 && name.equals(name.toUpperCase(Locale.ROOT)) && Character.isLetter(name.charAt(0));
    }
}
