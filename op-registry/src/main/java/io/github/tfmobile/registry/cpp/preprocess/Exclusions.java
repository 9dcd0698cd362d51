package io.github.tfmobile.registry.cpp.preprocess;

import io.github.tfmobile.registry.cpp.lex.Symbol;
import io.github.tfmobile.registry.cpp.source.CppFile;
import io.github.tfmobile.registry.cpp.source.SourceFragment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which {@code #if} keeps the parts of a file out of some builds. What the file includes is not gone through. */
public final class Exclusions {

    /** What is known of the macros of the builds. */
    @FunctionalInterface
    public interface Macros {

        /** The value of a macro in all of them, 0 when none defines it; null when that differs. */
        @Nullable
        Long value(String macro);
    }

    /** Is given each fragment of the file that is no condition. */
    @FunctionalInterface
    public interface Handler {

        /**
         * A fragment.
         *
         * @param never the outermost {@code #if}, {@code #elif} or {@code #else} around it that holds in none of the
         *     builds; null when there is none
         * @param perhaps the innermost one of which that is not known; null when there is none
         */
        void fragment(SourceFragment fragment, @Nullable SourceFragment never, @Nullable SourceFragment perhaps);
    }

    /** What keeps text out of all builds, or perhaps does. */
    private record Excluding(
            @Nullable SourceFragment never, @Nullable SourceFragment perhaps) {

        private Excluding and(SourceFragment condition, Truth truth) {
            return new Excluding(
                    never == null && truth == Truth.FALSE ? condition : never,
                    truth == Truth.UNKNOWN ? condition : perhaps);
        }
    }

    /**
     * One {@code #if}.
     *
     * @param outer what excludes the text around it
     * @param inner what excludes the current branch
     * @param left whether builds are left for the next branch
     */
    private record Branch(Excluding outer, Excluding inner, Truth left) {}

    private final Macros macros;
    private final Set<Symbol> defined = new HashSet<>();
    private final Deque<Branch> branches = new ArrayDeque<>();

    private Exclusions(Macros macros) {
        this.macros = macros;
    }

    /** Goes through a file. */
    public static void read(CppFile file, Macros macros, Handler handler) {
        Exclusions reader = new Exclusions(macros);
        for (SourceFragment fragment : file.items) {
            reader.read(fragment, handler);
        }
    }

    private void read(SourceFragment fragment, Handler handler) {
        Branch around = branches.peek();
        Excluding outer = around == null ? new Excluding(null, null) : around.inner();
        switch (fragment.kind) {
            case IF, IFDEF, IFNDEF -> {
                Truth truth = truth(fragment);
                branches.push(new Branch(outer, outer.and(fragment, truth), truth.not()));
            }
            case ELIF, ELSE -> {
                Branch branch = branches.pop();
                Truth truth = fragment.kind == SourceFragment.Kind.ELSE ? Truth.TRUE : truth(fragment);
                branches.push(new Branch(
                        branch.outer(),
                        branch.outer().and(fragment, branch.left().and(truth)),
                        branch.left().and(truth.not())));
            }
            case ENDIF -> branches.pop();
            default -> {
                if (fragment.macro != null) {
                    defined.add(fragment.macro.name);
                }
                handler.fragment(fragment, outer.never(), outer.perhaps());
            }
        }
    }

    private Truth truth(SourceFragment fragment) {
        return switch (fragment.kind) {
            case IFDEF -> ifdef(fragment);
            case IFNDEF -> ifdef(fragment).not();
            default -> Condition.in(fragment, this::value);
        };
    }

    private Truth ifdef(SourceFragment fragment) {
        Symbol macro = fragment.symbol;
        return macro == null ? Truth.UNKNOWN : Truth.of(value(macro, false));
    }

    private @Nullable Long value(Symbol macro, boolean called) {
        return called || defined.contains(macro) ? null : macros.value(macro.name);
    }
}
