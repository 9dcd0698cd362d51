package io.github.tfmobile.registry.cpp.preprocess;

import io.github.tfmobile.registry.cpp.lex.Symbol;
import io.github.tfmobile.registry.cpp.source.CppFile;
import io.github.tfmobile.registry.cpp.source.Macro;
import io.github.tfmobile.registry.cpp.source.SourceFragment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Goes through a file without what is compiled in no build: text under conditions on macros that nobody defines. Where a
 * condition may or may not hold, both branches count. What it includes is not gone through.
 */
public final class PossibleText {

    /** Is given what may be compiled. */
    public interface Handler {

        /** Text of the file, from the start to the end of the fragment; directives stand before and behind it. */
        default void text(SourceFragment fragment) {}

        /** A macro is defined. */
        void macro(Macro macro);
    }

    /**
     * One {@code #if}.
     *
     * @param outer whether the text around it is live
     * @param live whether the current branch may be compiled
     * @param taken whether an earlier branch, or this one, certainly is
     */
    private record Branch(boolean outer, boolean live, boolean taken) {}

    private final Predicate<String> possible;
    private final Set<Symbol> defined = new HashSet<>();
    private final Deque<Branch> branches = new ArrayDeque<>();

    private PossibleText(Predicate<String> possible) {
        this.possible = possible;
    }

    /**
     * Goes through a file.
     *
     * @param possible whether some build may define a macro before the file begins
     */
    public static void read(CppFile file, Predicate<String> possible, Handler handler) {
        PossibleText reader = new PossibleText(possible);
        for (SourceFragment fragment : file.items) {
            reader.read(fragment, handler);
        }
    }

    private void read(SourceFragment fragment, Handler handler) {
        switch (fragment.kind) {
            case IF, IFDEF, IFNDEF -> {
                Truth truth = truth(fragment);
                branches.push(new Branch(live(), live() && truth != Truth.FALSE, truth == Truth.TRUE));
            }
            case ELIF, ELSE -> {
                Branch branch = branches.pop();
                Truth truth = fragment.kind == SourceFragment.Kind.ELSE ? Truth.TRUE : truth(fragment);
                boolean live = branch.outer() && !branch.taken() && truth != Truth.FALSE;
                branches.push(new Branch(branch.outer(), live, branch.taken() || truth == Truth.TRUE));
            }
            case ENDIF -> branches.pop();
            case DEFINE -> {
                if (live() && fragment.macro != null) {
                    defined.add(fragment.macro.name);
                    handler.macro(fragment.macro);
                }
            }
            case TEXT, TOKENS -> {
                if (live()) {
                    handler.text(fragment);
                }
            }
            default -> {}
        }
    }

    private boolean live() {
        Branch branch = branches.peek();
        return branch == null || branch.live();
    }

    private Truth truth(SourceFragment fragment) {
        return switch (fragment.kind) {
            case IFDEF -> ifdef(fragment);
            case IFNDEF -> ifdef(fragment).not();
            default -> Condition.inSomeBuild(fragment, this::mayBeDefined);
        };
    }

    private Truth ifdef(SourceFragment fragment) {
        return fragment.symbol != null && mayBeDefined(fragment.symbol) ? Truth.UNKNOWN : Truth.FALSE;
    }

    private boolean mayBeDefined(Symbol macro) {
        return defined.contains(macro) || possible.test(macro.name);
    }
}
