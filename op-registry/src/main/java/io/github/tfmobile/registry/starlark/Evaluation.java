package io.github.tfmobile.registry.starlark;

import io.github.tfmobile.registry.starlark.syntax.StarlarkException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The evaluation of one file, with what it may still do. Values that it makes can be changed until it ends; a file that
 * loads them finds them frozen.
 */
public final class Evaluation {

    /** Values in values and calls in calls that no real file comes near; keeps a hostile one off the stack's end. */
    static final int MAX_NESTING = 250;

    /** How deep the statements and expressions of all calls that are open may be nested together. */
    private static final int MAX_OPEN = 1500;

    /** The work that a file may do, with the files that it loads. */
    public static final class Budget {

        private final long limit;
        private long used;

        /** A number of steps. */
        public Budget(long limit) {
            this.limit = limit;
        }

        /** Whether it is used up. */
        public boolean isSpent() {
            return used > limit;
        }

        private void use(long steps, int line) {
            used += steps;
            if (used > limit) {
                throw new StarlarkException("does not come to an end", line);
            }
        }
    }

    /** Turns true when the values of an evaluation can no longer be changed. */
    static final class Mutability {
        private boolean frozen;

        boolean isFrozen() {
            return frozen;
        }
    }

    private final Budget budget;
    private final Consumer<String> printer;
    private final Mutability mutability = new Mutability();
    private final List<StarlarkFunction> open = new ArrayList<>();
    private int nesting;
    private long effects;

    /**
     * An evaluation.
     *
     * @param budget what it may do
     * @param printer what {@code print} gives its text to
     */
    public Evaluation(Budget budget, Consumer<String> printer) {
        this.budget = budget;
        this.printer = printer;
    }

    void print(String text) {
        printer.accept(text);
    }

    Mutability mutability() {
        return mutability;
    }

    /** From now on nothing that it has made can be changed. */
    public void freeze() {
        mutability.frozen = true;
    }

    /** Counts one step. */
    void step(int line) {
        budget.use(1, line);
    }

    /** Counts the making of a value of some length. */
    public void use(long length, int line) {
        if (length < 0) {
            throw new StarlarkException("does not come to an end", line);
        }
        budget.use(length, line);
    }

    /** Says that something was done to what is being built, or asked of it: such a call is not the same the next time. */
    public void effect() {
        effects++;
    }

    long effects() {
        return effects;
    }

    /** Says that a call begins. */
    void enter(StarlarkFunction function, int line) {
        if (open.contains(function)) {
            throw new StarlarkException("function \"" + function.name() + "\" calls itself", line);
        }
        if (nesting + function.depth() + 1 > MAX_OPEN) {
            throw new StarlarkException("calls nested too deeply", line);
        }
        open.add(function);
        nesting += function.depth() + 1;
    }

    /** Says that the call that began last is over. */
    void leave() {
        StarlarkFunction last = open.remove(open.size() - 1);
        nesting -= last.depth() + 1;
    }
}
