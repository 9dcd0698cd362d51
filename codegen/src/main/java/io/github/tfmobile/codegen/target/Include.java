package io.github.tfmobile.codegen.target;

import io.github.tfmobile.codegen.problem.BuildProblem;
import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.registry.Dtype;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that no model shows and the build needs all the same.
 *
 * @param op an op: its kernels for the dtypes are required; null for a file
 * @param dtypes dtypes of the op, as in {@code float}; empty for all that the target registers
 * @param file a source file, relative to the root of the TensorFlow tree: it is compiled, and every kernel that it
 *     registers in the target is required; null for an op
 * @param reason why, in the user's words
 */
public record Include(
        @Nullable String op, List<String> dtypes, @Nullable String file, String reason) {

    /** Copies the list. */
    public Include {
        dtypes = List.copyOf(dtypes);
    }

    /** An op with all dtypes that the target registers. */
    public static Include ofOp(String op, String reason) {
        return new Include(op, List.of(), null, reason);
    }

    /** An op with some dtypes. */
    public static Include ofOp(String op, List<String> dtypes, String reason) {
        return new Include(op, dtypes, null, reason);
    }

    /** A source file. */
    public static Include ofFile(String file, String reason) {
        return new Include(null, List.of(), file, reason);
    }

    /** What is wrong with it whatever the target is; empty when nothing is. */
    public List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        String subject = op != null ? op : file;
        if (subject == null || (op != null && file != null)) {
            problems.add(Problem.of(
                    BuildProblem.INCLUDE_WITHOUT_SUBJECT,
                    Setting.INCLUDES + " needs " + Setting.OP + " or " + Setting.FILE + " in each, and not both"
                            + (subject == null ? "" : ": \"" + op + "\" and \"" + file + "\""),
                    "name the op that no model shows, or a source file of TensorFlow; for both make two"));
        } else if (reason.isBlank()) {
            problems.add(Problem.of(
                    BuildProblem.INCLUDE_WITHOUT_REASON,
                    Setting.INCLUDES + " has no " + Setting.REASON + " for \"" + subject + "\"",
                    "say why the build needs it, for whoever wonders next year"));
        }
        for (String dtype : dtypes) {
            if (type(dtype) == null) {
                problems.add(Dtype.unknown(Setting.INCLUDES + " of op \"" + op + "\"", dtype));
            }
        }
        return problems;
    }

    /** The dtypes, without those that are none. */
    public Set<Dtype> types() {
        Set<Dtype> types = new HashSet<>();
        for (String dtype : dtypes) {
            Dtype type = type(dtype);
            if (type != null) {
                types.add(type);
            }
        }
        return types;
    }

    /** {@code DT_FLOAT} for {@code float}, {@code float32} and {@code DT_FLOAT}; null for none. */
    private static @Nullable Dtype type(String dtype) {
        String name = dtype.strip();
        return name.startsWith("DT_") ? Dtype.ofConstant(name) : Dtype.parse(name.toLowerCase(Locale.ROOT));
    }
}
