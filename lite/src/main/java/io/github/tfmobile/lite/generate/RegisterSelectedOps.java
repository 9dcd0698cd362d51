package io.github.tfmobile.lite.generate;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.lite.problem.LiteProblem;
import io.github.tfmobile.lite.runtime.LiteRelease;
import io.github.tfmobile.lite.runtime.LiteReleases;
import io.github.tfmobile.lite.runtime.UsedOps;
import io.github.tfmobile.lite.runtime.VersionRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The source that registers just the ops of some models, as TensorFlow's
 * {@code gen_op_registration} writes it. */
public final class RegisterSelectedOps {

    private static final String REGISTER = "Register_";
    private static final Pattern FUNCTION = Pattern.compile("[A-Z_a-z][A-Z_a-z0-9]{0,200}");

    private RegisterSelectedOps() {}

    /**
     * The text.
     *
     * @param ops all that the models declare
     * @param root where the headers lie: {@code tensorflow/lite}, or {@code tflite} in LiteRT
     * @param namespace the namespace of {@code RegisterSelectedOps}; empty for none
     * @throws ProblemException with every op for which no text compiles
     */
    public static String text(UsedOps ops, String root, String namespace) throws ProblemException {
        SortedMap<String, String> builtin = new TreeMap<>();
        ops.builtin().keySet().forEach(op -> builtin.put(op, REGISTER + op));
        SortedMap<String, String> custom = new TreeMap<>();
        ops.custom().keySet().forEach(op -> custom.put(op, function(op)));
        check(builtin, custom);
        StringBuilder text = new StringBuilder();
        if (!ops.builtin().isEmpty()) {
            include(text, root, "kernels/builtin_op_kernels.h");
        }
        include(text, root, "model.h");
        include(text, root, "op_resolver.h");
        if (!ops.custom().isEmpty()) {
            text.append("namespace tflite {\nnamespace ops {\nnamespace custom {\n")
                    .append("// Forward-declarations for the custom ops.\n");
            custom.values()
                    .forEach(function ->
                            text.append("TfLiteRegistration* ").append(function).append("();\n"));
            text.append("}  // namespace custom\n}  // namespace ops\n}  // namespace tflite\n");
        }
        if (!namespace.isEmpty()) {
            text.append("namespace ").append(namespace).append(" {\n");
        }
        text.append("void RegisterSelectedOps(::tflite::MutableOpResolver* resolver) {\n");
        add(text, ops.builtin(), builtin, "AddBuiltin(::tflite::BuiltinOperator_%s, ::tflite::ops::builtin::%s()");
        add(text, ops.custom(), custom, "AddCustom(\"%s\", ::tflite::ops::custom::%s()");
        text.append("}\n");
        if (!namespace.isEmpty()) {
            text.append("}  // namespace ").append(namespace).append('\n');
        }
        return text.toString();
    }

    private static void include(StringBuilder text, String root, String header) {
        text.append("#include \"").append(root).append('/').append(header).append("\"\n");
    }

    private static void check(SortedMap<String, String> builtin, SortedMap<String, String> custom)
            throws ProblemException {
        List<Problem> problems = new ArrayList<>();
        for (String op : builtin.keySet()) {
            if (LiteReleases.all().stream()
                    .noneMatch(release -> release.ops().builtin().containsKey(op))) {
                problems.add(Problem.of(
                        LiteProblem.UNKNOWN_BUILTIN_OP,
                        "no known runtime registers the builtin op " + op,
                        "convert the model again, or use a newer version of this plugin"));
            }
        }
        custom.forEach((op, function) -> {
            if (!FUNCTION.matcher(function).matches()) {
                problems.add(unnamed(op));
            }
        });
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
    }

    /** Whether a function of C++ can be named after a custom op. */
    static boolean named(String op) {
        return FUNCTION.matcher(normalized(op)).matches();
    }

    static Problem unnamed(String op) {
        return Problem.of(
                LiteProblem.CUSTOM_OP_NAME,
                "no C++ function can be named after the custom op \"" + op + "\"",
                "rename the custom op");
    }

    /**
     * The function that gives a custom op. Those of the runtime itself have names of their own, which the original tool does
     * not know: its text for TFLite_Detection_PostProcess does not link.
     */
    static String function(String op) {
        for (LiteRelease release : LiteReleases.all()) {
            String function = release.ops().custom().get(op);
            if (function != null) {
                return function;
            }
        }
        return REGISTER + normalized(op);
    }

    private static void add(
            StringBuilder text, SortedMap<String, VersionRange> ops, Map<String, String> functions, String call) {
        for (Map.Entry<String, VersionRange> op : ops.entrySet()) {
            text.append("  resolver->")
                    .append(String.format(Locale.ROOT, call, op.getKey(), functions.get(op.getKey())));
            VersionRange versions = op.getValue();
            if (versions.lowest() != 1 || versions.highest() != 1) {
                text.append(", ").append(versions.lowest()).append(", ").append(versions.highest());
            }
            text.append(");\n");
        }
    }

    /** An op's name as the function that registers it has it: {@code FractionalAvgPool}, {@code FRACTIONAL_AVG_POOL}. */
    static String normalized(String op) {
        return op.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }
}
