package io.github.tfmobile.registry.scan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of the kernels' sources with {@code REGISTER} and, behind it, the name of an op in quotes.
 *
 * @param op the op
 * @param file the source file, relative to the root of the tree, with {@code /}
 * @param line the line in it, from 1
 * @param macro the macro in whose definition the line stands; empty when it stands in none
 * @param uses the lines of the file that use the macro
 * @param excludedBy the condition that keeps it out of the builds that were asked for, as in {@code #if GOOGLE_CUDA}; null when
 *     none does
 * @param perhapsExcludedBy a condition that perhaps does, since a header may define what it asks for; null when there is none
 */
public record RegisteringLine(
        String op,
        String file,
        int line,
        String macro,
        List<Integer> uses,
        @Nullable Excluding excludedBy,
        @Nullable Excluding perhapsExcludedBy) {

    /** Copies the lines. */
    public RegisteringLine {
        uses = List.copyOf(uses);
    }

    /**
     * The line when it is known whether builds compile it.
     *
     * @param compiled whether they do
     */
    public RegisteringLine compiled(boolean compiled) {
        @Nullable
        Excluding by = compiled ? null : excludedBy == null && macro.isEmpty() ? perhapsExcludedBy : excludedBy;
        return new RegisteringLine(op, file, line, macro, uses, by, null);
    }

    /**
     * A condition.
     *
     * @param text the directive
     * @param line its line
     */
    public record Excluding(String text, int line) {}
}
