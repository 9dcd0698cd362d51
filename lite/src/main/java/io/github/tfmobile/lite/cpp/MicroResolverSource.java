package io.github.tfmobile.lite.cpp;

import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.common.file.UnreadableException;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.lite.generate.MicroMethods;
import io.github.tfmobile.lite.problem.LiteProblem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads {@code micro_mutable_op_resolver.h}: each method {@code AddX()} and the op that its body adds, which its name does
 * not tell ({@code AddCumSum} adds CUMSUM, {@code AddDelay} SignalDelay).
 */
public final class MicroResolverSource {

    /** No header of this kind comes near this size. */
    static final int LARGEST = 16 << 20;

    private static final String BUILTIN = "BuiltinOperator_";

    /** The one op whose name is no literal in the header; the driver of the NPU has it. */
    private static final Map<String, String> NAMED_ELSEWHERE = Map.of("GetString_ETHOSU", "ethos-u");

    private MicroResolverSource() {}

    /**
     * The methods that a header has.
     *
     * @throws ProblemException if there is no such file, or it is another
     */
    public static MicroMethods read(Path file) throws ProblemException {
        MicroMethods methods;
        try {
            methods = read(InputFiles.text(file, LARGEST, StandardCharsets.UTF_8));
        } catch (UnreadableException e) {
            throw e.problem(
                    "the header of the micro resolver",
                    "name micro_mutable_op_resolver.h of the tree, or the bundled revision " + MicroMethods.BUNDLED
                            + ": " + Setting.MICRO.inFull());
        }
        if (methods.builtin().isEmpty()) {
            throw new ProblemException(Problem.of(
                    LiteProblem.NO_MICRO_RESOLVER,
                    "no method that adds a builtin op is in the header of the micro resolver: \"" + file + "\"",
                    "name micro_mutable_op_resolver.h of the tree: " + Setting.MICRO.inFull()));
        }
        return methods;
    }

    /** The methods that the header has. */
    public static MicroMethods read(String source) {
        List<String> tokens = CppTokens.of(source);
        SortedMap<String, String> builtin = new TreeMap<>();
        SortedMap<String, String> custom = new TreeMap<>();
        for (int i = 1; i + 1 < tokens.size(); i++) {
            if (!tokens.get(i - 1).equals("TfLiteStatus")
                    || !tokens.get(i).startsWith("Add")
                    || !tokens.get(i + 1).equals("(")) {
                continue;
            }
            Call declared = Call.at(tokens, i);
            if (declared.end() >= tokens.size() || !tokens.get(declared.end()).equals("{")) {
                continue;
            }
            int end = Call.at(tokens, declared.end() - 1).end();
            for (Call call : Call.of("AddBuiltin", tokens, declared.end(), end)) {
                String op = call.argument(0);
                if (op.startsWith(BUILTIN)) {
                    builtin.put(op.substring(BUILTIN.length()), declared.function());
                }
            }
            for (Call call : Call.of("AddCustom", tokens, declared.end(), end)) {
                String op = name(call.argument(0));
                if (!op.isEmpty()) {
                    custom.put(op, declared.function());
                }
            }
        }
        return new MicroMethods(builtin, custom);
    }

    private static String name(String argument) {
        if (Call.literal(argument)) {
            return Call.unquoted(argument);
        }
        String function = argument.replace("tflite::", "").replace("()", "").replace("::", "");
        return NAMED_ELSEWHERE.getOrDefault(function, "");
    }
}
