package io.github.tfmobile.codegen.target;

import java.util.List;
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
}
